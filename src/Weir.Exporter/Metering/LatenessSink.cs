using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;

namespace Weir.Exporter.Metering;

/// <summary>
/// Measures, on the way to the sink, how long ago the flows of a live source timed out: a record's time of receipt is its deadline.
/// Flows that were ended by force, or for lack of room, have none.
/// </summary>
/// <param name="sink">Takes the records.</param>
/// <param name="clock">The clock of the packets: the system's.</param>
/// <param name="lateness">Takes what was measured.</param>
public sealed class LatenessSink(IFlowSink sink, TimeProvider clock, ExpiryLateness lateness) : IFlowSink
{
    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        long now = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        ReadOnlySpan<long> deadlines = batch.Column(FlowColumns.TimeReceivedNs);
        ReadOnlySpan<byte> reasons = batch.Column(FlowColumns.FlowEndReason);
        for (int row = 0; row < batch.Count; row++)
        {
            if (reasons[row] is (byte)FlowEndReason.IdleTimeout or (byte)FlowEndReason.ActiveTimeout or (byte)FlowEndReason.EndOfFlow) lateness.Add(now - deadlines[row]);
        }

        sink.Write(batch);
    }
}
