using Weir.Flows.Batches;

namespace Weir.Exporter.Exporting.Feeding;

/// <summary>Writes records to a session no faster than its pace allows and its transport has room. It waits: who calls it must be allowed to.</summary>
internal sealed class CollectorWriter(CollectorSession session, PaceOptions pace, TimeSpan patience, TimeProvider clock, Action<TimeSpan> wait)
{
    // Records written between two looks at the transport: a quarter of a megabyte in the longest usual form.
    private const int RecordsAtOnce = FlowBatch.Capacity;

    private readonly TokenBucket? _bucket = pace.RecordsPerSecond > 0 ? new TokenBucket(pace, clock) : null;

    /// <summary>Writes all records of a batch.</summary>
    public void Write(FlowBatch batch)
    {
        int step = _bucket is null ? RecordsAtOnce : Math.Clamp(pace.Burst / 2, 1, RecordsAtOnce);
        for (int start = 0; start < batch.Count; start += step)
        {
            int count = Math.Min(step, batch.Count - start);
            if (_bucket is not null && _bucket.Take(count) is var pause && pause > TimeSpan.Zero) wait(pause);
            session.WaitForRoom(patience);
            session.Write(batch, start, count);
        }
    }
}
