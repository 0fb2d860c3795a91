using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Templates;

namespace Weir.Collector.Decoding.Moves;

/// <summary>Moves text: of variable length, or of a fixed length filled up with zeros. Empty text is no value.</summary>
internal sealed class TextMove(FlowColumn<BatchText> column, int offset, int length) : ColumnMove(column)
{
    public override int Run(in RecordBlock block, FlowBatch batch)
    {
        for (int i = 0; i < block.Count; i++)
        {
            ReadOnlySpan<byte> field = block.Octets[(i * block.Stride + offset)..];
            ReadOnlySpan<byte> text = length == FieldSpecifier.VariableLength ? VariableReference.Read(field).In(block.Content) : field[..length];
            int end = text.IndexOf((byte)0);
            if (end >= 0) text = text[..end];
            if (!text.IsEmpty) batch.SetText(column, block.Row + i, text);
        }

        return 0;
    }
}
