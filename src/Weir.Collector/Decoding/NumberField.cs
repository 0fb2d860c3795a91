using Weir.Wire.Elements;

namespace Weir.Collector.Decoding;

/// <summary>A field that a record is looked up by.</summary>
/// <param name="Offset">Octets from the start of the record as the moves read it.</param>
/// <param name="Length">1 to 8 octets.</param>
internal readonly record struct NumberField(int Offset, int Length)
{
    /// <summary>Its value in one record.</summary>
    public ulong Read(ReadOnlySpan<byte> record)
    {
        ElementValue.TryReadUnsigned(record.Slice(Offset, Length), out ulong value);
        return value;
    }
}
