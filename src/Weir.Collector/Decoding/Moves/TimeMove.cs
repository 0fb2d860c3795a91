using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Collector.Decoding.Moves;

/// <summary>Moves times of one length that are told in one way.</summary>
internal sealed class TimeMove<TOctets, TScale>(FlowColumn<long> column, int offset) : ColumnMove(column)
    where TOctets : struct, IFieldOctets
    where TScale : struct, ITimeScale
{
    public override int Run(in RecordBlock block, FlowBatch batch)
    {
        Span<long> values = batch.Column(column).Slice(block.Row, block.Count);
        ReadOnlySpan<byte> octets = block.Octets;
        batch.SetValid(Column, block.Row, block.Count);
        int rejected = 0;
        int at = offset;
        for (int i = 0; i < values.Length; i++)
        {
            ulong value = TOctets.Read(octets.Slice(at, TOctets.Length));
            at += block.Stride;
            if (TScale.TryConvert(value, in block.Message, out values[i])) continue;
            batch.SetNull(Column, block.Row + i, 1);
            rejected++;
        }

        return rejected;
    }
}
