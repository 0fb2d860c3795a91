using System.Numerics;
using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Collector.Decoding.Moves;

/// <summary>Takes the zeros out of what another move brought: where a field is always sent, zero is how it says nothing.</summary>
internal sealed class NonZeroMove<T>(FlowColumn<T> column, ColumnMove move) : ColumnMove(column)
    where T : unmanaged, IBinaryInteger<T>
{
    public override int Run(in RecordBlock block, FlowBatch batch)
    {
        int rejected = move.Run(block, batch);
        ReadOnlySpan<T> values = batch.Column(column).Slice(block.Row, block.Count);
        for (int i = 0; i < values.Length; i++)
        {
            if (T.IsZero(values[i])) batch.SetNull(Column, block.Row + i, 1);
        }

        return rejected;
    }
}
