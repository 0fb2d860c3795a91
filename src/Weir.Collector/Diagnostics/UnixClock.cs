namespace Weir.Collector.Diagnostics;

/// <summary>Time as the journal and the columns hold it.</summary>
internal static class UnixClock
{
    /// <summary>Nanoseconds since 1970-01-01 UTC, to the clock's 100 ns.</summary>
    public static long GetUnixNs(this TimeProvider time) => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
