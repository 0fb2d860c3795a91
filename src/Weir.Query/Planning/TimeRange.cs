namespace Weir.Query.Planning;

/// <summary>From a time, included, to a time, excluded; nanoseconds since 1970-01-01 UTC. Absent means without end.</summary>
public readonly record struct TimeRange(long? SinceNs = null, long? UntilNs = null)
{
    /// <summary>Whether it has no ends.</summary>
    public bool IsAll => SinceNs is null && UntilNs is null;

    /// <summary>The range made wider at both ends.</summary>
    public TimeRange Widen(TimeSpan before, TimeSpan after) =>
        new(Add(SinceNs, -before.Ticks * 100), Add(UntilNs, after.Ticks * 100));

    private static long? Add(long? time, long nanoseconds) =>
        time is not { } t ? null : (long)Int128.Clamp((Int128)t + nanoseconds, long.MinValue, long.MaxValue);
}
