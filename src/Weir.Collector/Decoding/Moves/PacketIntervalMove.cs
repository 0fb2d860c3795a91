using Weir.Collector.Sessions.Sampling;
using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Collector.Decoding.Moves;

/// <summary>Moves the rate of records that tell how many packets are taken and how many left out by turns (elements 305 and 306).</summary>
internal sealed class PacketIntervalMove(NumberField interval, NumberField space) : ColumnMove(FlowColumns.SamplingRate)
{
    public override int Run(in RecordBlock block, FlowBatch batch)
    {
        Span<uint> values = batch.Column(FlowColumns.SamplingRate).Slice(block.Row, block.Count);
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> record = block.Octets.Slice(i * block.Stride, block.Stride);
            ulong taken = interval.Read(record);
            values[i] = taken == 0 ? 0 : SamplingValues.OfInterval(taken, space.Read(record));
        }

        batch.SetValid(Column, block.Row, block.Count);
        return 0;
    }
}
