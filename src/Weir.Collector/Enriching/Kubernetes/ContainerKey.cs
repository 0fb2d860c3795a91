using System.Buffers;
using System.Buffers.Binary;

namespace Weir.Collector.Enriching.Kubernetes;

/// <summary>The identifier that a container runtime gives a container: 256 bits, told as 64 hexadecimal digits.</summary>
public readonly record struct ContainerKey(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    private const int Digits = 64;

    /// <summary>Reads 64 digits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> digits, out ContainerKey key)
    {
        key = default;
        Span<byte> octets = stackalloc byte[Digits / 2];
        if (digits.Length != Digits || Convert.FromHexString(digits, octets, out _, out _) != OperationStatus.Done) return false;
        key = new(Part(octets), Part(octets[8..]), Part(octets[16..]), Part(octets[24..]));
        return true;

        static ulong Part(ReadOnlySpan<byte> octets) => BinaryPrimitives.ReadUInt64LittleEndian(octets);
    }
}
