using Weir.Flows.Batches;

namespace Weir.App.Api.Live;

/// <summary>
/// The last records on their way to the archive, for who looks on. While nobody does, a batch costs one comparison; while somebody does, the last
/// few of each batch are copied. Nothing waits for who looks on.
/// </summary>
internal sealed class LiveFeed
{
    /// <summary>Records that are kept: what a page shows.</summary>
    public const int Kept = 64;

    private readonly Lock _gate = new();
    private readonly LiveRecord[] _ring = new LiveRecord[Kept];
    private long _written;
    private int _watchers;

    /// <summary>Pages that look on.</summary>
    public int Watchers => Volatile.Read(ref _watchers);

    /// <summary>Begins to look on, unless too many do.</summary>
    public bool TryWatch(int most)
    {
        if (Interlocked.Increment(ref _watchers) <= most) return true;
        Interlocked.Decrement(ref _watchers);
        return false;
    }

    /// <summary>Ends looking on.</summary>
    public void Leave() => Interlocked.Decrement(ref _watchers);

    /// <summary>Sees a batch; it stays the caller's.</summary>
    public void See(FlowBatch batch)
    {
        if (Volatile.Read(ref _watchers) == 0) return;
        lock (_gate)
        {
            for (int row = Math.Max(0, batch.Count - Kept); row < batch.Count; row++) _ring[_written++ % Kept] = LiveRecord.Of(batch, row);
        }
    }

    /// <summary>The records since a place, oldest first.</summary>
    /// <param name="place">Where the last look ended; becomes where this one ends.</param>
    /// <param name="records">Takes them: <see cref="Kept"/> at most.</param>
    public void Since(ref long place, List<LiveRecord> records)
    {
        lock (_gate)
        {
            for (long at = Math.Max(place, _written - Kept); at < _written; at++) records.Add(_ring[at % Kept]);
            place = _written;
        }
    }
}
