namespace Weir.Exporter.Exporting;

/// <summary>
/// The time of NetFlow v5 and v9: milliseconds of system uptime in 32 bits, tied to the calendar by what each message's header
/// tells of both (RFC 3954 section 5.1). A collector reads <c>unix time - sysUpTime + FIRST_SWITCHED</c>.
/// </summary>
/// <remarks>
/// 32 bits last 49.7 days. What runs longer begins again, but not at zero: collectors do not agree on what a flow means whose uptime is
/// greater than its header's, so uptime goes back to <see cref="Margin"/> and every flow that can still be under way keeps a smaller one.
/// Flows of an old capture cannot be told in the present at all; their messages are dated by the flows instead.
/// </remarks>
internal sealed class SystemUptime(TimeProvider clock)
{
    /// <summary>Uptime kept below the present when the boot time is set: longer than any flow lives.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromHours(24);

    private const long NanosecondsPerMillisecond = 1_000_000;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long Span = (1L << 32) * NanosecondsPerMillisecond;

    // Half of what 32 bits hold: further away is another time.
    private const long Present = Span / 2;

    // Whole milliseconds, so that cutting a time to milliseconds and cutting its uptime come to the same.
    private long _bootNs = Aligned(NowOf(clock) - NanosecondsPerSecond);
    private long _nowNs;
    private long _newestNs;
    private bool _isReplay;
    private bool _hasFlows;

    /// <summary>Begins a message.</summary>
    public void Begin()
    {
        _nowNs = NowOf(clock);
        _hasFlows = false;
        _isReplay = false;
        _newestNs = 0;
    }

    /// <summary>Takes a flow into the message, or refuses one whose times a message with the flows before it cannot tell: it begins the next message.</summary>
    public bool TryTake(long startNs, long endNs)
    {
        bool isReplay = Math.Abs(_nowNs - endNs) >= Present;
        long newest = isReplay ? Math.Max(_newestNs, endNs) : _nowNs;
        bool fits = startNs >= _bootNs && Math.Max(newest, endNs) - _bootNs < Span;
        if (_hasFlows)
        {
            if (!fits || isReplay != _isReplay) return false;
        }
        else if (!fits)
        {
            _bootNs = Aligned(startNs - MarginNs);
        }

        _hasFlows = true;
        _isReplay = isReplay;
        _newestNs = newest;
        return true;
    }

    /// <summary>A time as uptime; one before the boot, or later than 32 bits hold, is cut to what they hold.</summary>
    public uint MillisecondsAt(long timeNs) => (uint)Math.Clamp((timeNs - _bootNs) / NanosecondsPerMillisecond, 0, uint.MaxValue);

    /// <summary>What the v5 header tells: when the message is made, by both clocks.</summary>
    public (uint SysUpTimeMilliseconds, uint UnixSeconds, uint UnixNanoseconds) Header()
    {
        long now = _isReplay ? _newestNs : _nowNs;
        // With flows, taking them has seen to it.
        if (!_hasFlows && now - _bootNs is >= Span or < 0) _bootNs = Aligned(now - MarginNs);
        return (MillisecondsAt(now), (uint)(now / NanosecondsPerSecond), (uint)(now % NanosecondsPerSecond));
    }

    /// <summary>What the v9 header tells. It has no place for fractions, so both clocks are those of the second's beginning: no flow is off by one.</summary>
    public (uint SysUpTimeMilliseconds, uint UnixSeconds) HeaderInSeconds()
    {
        uint seconds = Header().UnixSeconds;
        return (MillisecondsAt(seconds * NanosecondsPerSecond), seconds);
    }

    private static long MarginNs => (long)Margin.TotalMilliseconds * NanosecondsPerMillisecond;

    private static long NowOf(TimeProvider clock) => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private static long Aligned(long timeNs) => timeNs - timeNs % NanosecondsPerMillisecond;
}
