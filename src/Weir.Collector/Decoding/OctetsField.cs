using Weir.Wire.Templates;

namespace Weir.Collector.Decoding;

/// <summary>A field whose octets a record is looked up by.</summary>
/// <param name="Offset">Octets from the start of the record as the moves read it.</param>
/// <param name="Length">Its octets, or <see cref="FieldSpecifier.VariableLength"/>.</param>
internal readonly record struct OctetsField(int Offset, int Length)
{
    /// <summary>Its octets in one record of a block, by its number there.</summary>
    public ReadOnlySpan<byte> Read(scoped in RecordBlock block, int record)
    {
        ReadOnlySpan<byte> field = block.Octets[(record * block.Stride + Offset)..];
        return Length == FieldSpecifier.VariableLength ? VariableReference.Read(field).In(block.Content) : field[..Length];
    }
}
