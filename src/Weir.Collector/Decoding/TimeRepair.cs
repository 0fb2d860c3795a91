using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Collector.Decoding;

/// <summary>
/// Finds records that end later than they were received, or too long before, by more than the exporter's clock is known to be off, and
/// does with them what the policy says. The skew is that of the message's own header: what a segment decodes to then depends on the segment
/// alone. What is found is counted whatever the policy.
/// </summary>
internal sealed class TimeRepair(TimeRepairOptions options, DecoderMetrics metrics)
{
    // Headers tell whole seconds, and so do many records.
    private const long ToleranceNs = 1_000_000_000;

    private readonly TimePolicy _policy = options.Policy;
    private readonly long _maxAgeNs = options.MaxAge.Ticks * TimeSpan.NanosecondsPerTick;
    private readonly long _maxSkewNs = options.MaxSkew.Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>Looks at the times of a block whose columns are done.</summary>
    public void Repair(in RecordBlock block, FlowBatch batch)
    {
        if (!batch.Has(FlowColumns.TimeFlowEndNs)) return;
        ref readonly MessageContext message = ref block.Message;
        long ahead = message.ExportTimeNs - message.TimeReceivedNs;
        long latest = message.TimeReceivedNs + Math.Clamp(ahead, 0, _maxSkewNs) + ToleranceNs;
        long earliest = message.TimeReceivedNs - Math.Clamp(-ahead, 0, _maxSkewNs) - _maxAgeNs;
        ulong range = (ulong)(latest - earliest);
        ReadOnlySpan<long> ends = batch.Column(FlowColumns.TimeFlowEndNs).Slice(block.Row, block.Count);
        for (int i = 0; i < ends.Length; i++)
        {
            if ((ulong)(ends[i] - earliest) > range && batch.IsValid(FlowColumns.TimeFlowEndNs, block.Row + i))
                RepairOne(batch, block.Row + i, message.TimeReceivedNs, earliest);
        }
    }

    private void RepairOne(FlowBatch batch, int row, long receivedNs, long earliest)
    {
        ref long end = ref batch.Column(FlowColumns.TimeFlowEndNs)[row];
        bool isFuture = end > receivedNs;
        if (isFuture) metrics.TimesInFuture++;
        else metrics.TimesTooOld++;
        if (_policy == TimePolicy.AsSent) return;
        ref long start = ref batch.Column(FlowColumns.TimeFlowStartNs)[row];
        long moved = isFuture || _policy == TimePolicy.Received ? receivedNs : earliest;
        // How long a flow was is right also where the clock is wrong.
        if (batch.IsValid(FlowColumns.TimeFlowStartNs, row)) start = start < end ? Math.Max(0, moved - Math.Min(end - start, moved)) : moved;
        end = moved;
        metrics.TimesRepaired++;
    }
}
