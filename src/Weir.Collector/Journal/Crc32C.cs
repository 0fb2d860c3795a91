using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Collector.Journal;

/// <summary>The checksum of the journal: CRC-32C (Castagnoli, RFC 3720 appendix B.4), with the processor's own instruction where it has one.</summary>
public static class Crc32C
{
    /// <summary>The checksum of octets; «123456789» gives 0xE3069283.</summary>
    /// <param name="octets">What is summed.</param>
    /// <param name="seed">Another seed gives another, unrelated-looking sum; zero gives the standard one.</param>
    public static uint Compute(ReadOnlySpan<byte> octets, uint seed = 0)
    {
        uint crc = ~seed;
        ref byte at = ref MemoryMarshal.GetReference(octets);
        nint words = octets.Length & ~7;
        nint i = 0;
        for (; i < words; i += 8) crc = BitOperations.Crc32C(crc, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, i)));
        for (; i < octets.Length; i++) crc = BitOperations.Crc32C(crc, Unsafe.Add(ref at, i));
        return ~crc;
    }
}
