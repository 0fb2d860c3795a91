using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;

namespace Weir.EndToEnd.Tests.Endurance;

/// <summary>What flow records add up to, their times included: sums that are equal for equal records in any order.</summary>
internal sealed record RecordSums
{
    public long Records { get; private set; }

    public ulong Packets { get; private set; }

    public ulong Octets { get; private set; }

    /// <summary>Of the milliseconds since 1970, modulo 2^64.</summary>
    public long Starts { get; private set; }

    /// <inheritdoc cref="Starts"/>
    public long Ends { get; private set; }

    public void Add(FlowBatch batch, int row)
    {
        Records++;
        Packets += batch.Column(FlowColumns.Packets)[row];
        Octets += batch.Column(FlowColumns.Bytes)[row];
        (long start, long end) = Milliseconds(batch, row);
        Starts += start;
        Ends += end;
    }

    /// <summary>First and last packet of a record: milliseconds since 1970.</summary>
    public static (long Start, long End) Milliseconds(FlowBatch batch, int row) =>
        (batch.Column(FlowColumns.TimeFlowStartNs)[row] / 1_000_000, batch.Column(FlowColumns.TimeFlowEndNs)[row] / 1_000_000);

    /// <summary>Sums up all records that are written.</summary>
    public sealed class Sink(RecordSums sums) : IFlowSink
    {
        public void Write(FlowBatch batch)
        {
            for (int row = 0; row < batch.Count; row++) sums.Add(batch, row);
        }
    }
}
