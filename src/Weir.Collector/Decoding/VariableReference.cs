using System.Buffers.Binary;

namespace Weir.Collector.Decoding;

/// <summary>Where in the content of its set the value of a variable-length field lies. A set is no longer than 65535 octets.</summary>
internal readonly record struct VariableReference(ushort Offset, ushort Length)
{
    /// <summary>Octets it takes in a packed record.</summary>
    public const int Size = 4;

    /// <summary>Reads it from a packed record.</summary>
    public static VariableReference Read(ReadOnlySpan<byte> octets) =>
        new(BinaryPrimitives.ReadUInt16LittleEndian(octets), BinaryPrimitives.ReadUInt16LittleEndian(octets[2..]));

    /// <summary>The value.</summary>
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> content) => content.Slice(Offset, Length);

    /// <summary>Writes it into a packed record.</summary>
    public void Write(Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(octets, Offset);
        BinaryPrimitives.WriteUInt16LittleEndian(octets[2..], Length);
    }
}
