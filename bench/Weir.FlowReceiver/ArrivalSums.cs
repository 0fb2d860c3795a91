using System.Globalization;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;

namespace Weir.FlowReceiver;

/// <summary>
/// Adds up records. One that says that it ended by a timeout (flowEndReason 1 or 2) was due that long after its last packet, or its first; what it
/// came later than that is its lateness.
/// </summary>
internal sealed class ArrivalSums(int idleSeconds, int activeSeconds) : IFlowSink
{
    private const byte IdleTimeout = 1;
    private const byte ActiveTimeout = 2;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private readonly List<int> _latenessMilliseconds = [];

    public ulong Packets { get; private set; }

    public long Records { get; private set; }

    public void Write(FlowBatch batch)
    {
        bool hasReason = batch.Has(FlowColumns.FlowEndReason);
        for (int row = 0; row < batch.Count; row++)
        {
            Packets += batch.Column(FlowColumns.Packets)[row];
            Records++;
            if (!hasReason || !batch.IsValid(FlowColumns.FlowEndReason, row)) continue;
            long due = batch.Column(FlowColumns.FlowEndReason)[row] switch
            {
                IdleTimeout => batch.Column(FlowColumns.TimeFlowEndNs)[row] + idleSeconds * NanosecondsPerSecond,
                ActiveTimeout => batch.Column(FlowColumns.TimeFlowStartNs)[row] + activeSeconds * NanosecondsPerSecond,
                _ => 0,
            };
            if (due != 0) _latenessMilliseconds.Add((int)((batch.Column(FlowColumns.TimeReceivedNs)[row] - due) / 1_000_000));
        }
    }

    /// <summary>Median, 99th percentile and maximum, in milliseconds.</summary>
    public string Lateness()
    {
        if (_latenessMilliseconds.Count == 0) return "timed-out=0";
        _latenessMilliseconds.Sort();
        int count = _latenessMilliseconds.Count;
        return string.Create(CultureInfo.InvariantCulture,
            $"timed-out={count} late-median={_latenessMilliseconds[count / 2]}ms late-p99={_latenessMilliseconds[(int)(count * 0.99)]}ms late-max={_latenessMilliseconds[^1]}ms");
    }
}
