namespace Weir.Collector.Sessions.Directory;

/// <summary>
/// How far an exporter's clock is from ours, and how long its records wait there. A message that was told a time says at
/// least how far the exporter's clock is ahead; the one with the shortest way says it best, so the greatest of the last segments
/// holds. Headers that tell whole seconds make a clock seem up to a second late.
/// </summary>
internal sealed class ClockEstimate
{
    // At five seconds a segment a minute and a half: a clock that was set is seen soon.
    private const int Segments = 16;

    private readonly long[] _ahead = new long[Segments];
    private int _count;

    /// <summary>Nanoseconds that the exporter's clock is ahead; <see langword="null"/> where it tells none.</summary>
    public long? AheadNs => _count == 0 ? null : _ahead.AsSpan(0, Math.Min(_count, Segments)).ToArray().Max();

    /// <summary>Nanoseconds from the end of a record until it was exported, by the exporter's clock: the mean of the last segment that told any.</summary>
    public long? DelayNs { get; private set; }

    public void Learn(SessionTally tally)
    {
        if (tally.ClockAheadNs is { } ahead) _ahead[_count++ % Segments] = ahead;
        if (tally.TimedRecords > 0) DelayNs = (long)(tally.DelayNs / tally.TimedRecords);
    }
}
