using Weir.Flows.Batches;
using Weir.Flows.Pipeline;

namespace Weir.Exporter.Exporting;

/// <summary>
/// RFC 7011's exporting process: gives each batch of flow records to every collector's session. No session waits for its
/// collector, so none delays another; pacing holds back the writer, that is the reading of a file, for all alike.
/// </summary>
public sealed class ExportingProcess : IFlowSink, IDisposable
{
    private readonly CollectorSession[] _sessions;
    private readonly PaceOptions _pace;
    private readonly TokenBucket? _bucket;
    private readonly Action<TimeSpan> _wait;

    /// <summary>An exporting process over sessions it owns.</summary>
    /// <param name="sessions">One for each collector.</param>
    /// <param name="pace">How fast records may leave.</param>
    /// <param name="clock">Tells the time to the pacing.</param>
    /// <param name="wait">Lets time pass; blocks the thread by default.</param>
    public ExportingProcess(IEnumerable<CollectorSession> sessions, PaceOptions pace, TimeProvider clock, Action<TimeSpan>? wait = null)
    {
        _sessions = [.. sessions];
        _pace = pace;
        _bucket = pace.RecordsPerSecond > 0 ? new TokenBucket(pace, clock) : null;
        _wait = wait ?? Block;
    }

    /// <summary>The sessions, in the order of configuration.</summary>
    public IReadOnlyList<CollectorSession> Sessions => _sessions;

    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        int step = _bucket is null ? FlowBatch.Capacity : Math.Clamp(_pace.Burst / 2, 1, FlowBatch.Capacity);
        for (int start = 0; start < batch.Count; start += step)
        {
            int count = Math.Min(step, batch.Count - start);
            if (_bucket is not null && _bucket.Take(count) is var pause && pause > TimeSpan.Zero) _wait(pause);
            foreach (CollectorSession session in _sessions) session.Write(batch, start, count);
        }
    }

    public void Dispose()
    {
        foreach (CollectorSession session in _sessions) session.Dispose();
    }

    private static void Block(TimeSpan pause)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(pause);
    }
}
