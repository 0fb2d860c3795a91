using System.Runtime.CompilerServices;

namespace Weir.Exporter.Metering;

/// <summary>
/// When a flow is over: at the earlier of its active deadline (first packet + active timeout) and its quiet deadline (last
/// packet + idle timeout, or + grace once FIN or RST was seen). A flow is over from the moment the metering clock
/// reaches that deadline, whenever the table comes to notice.
/// </summary>
internal readonly struct FlowTimeouts
{
    private const long Never = long.MaxValue;

    private readonly long _active;
    private readonly long _idle;
    private readonly long _ended;

    public FlowTimeouts(MeteringOptions options)
    {
        _active = Nanoseconds(options.ActiveTimeout);
        _idle = Nanoseconds(options.IdleTimeout);
        EndsTcp = Nanoseconds(options.TcpEndGrace) != Never;
        _ended = Math.Min(_idle, Nanoseconds(options.TcpEndGrace));

        // A packet older than this would open a flow that is over already: then it is the clock that was set back.
        BackwardsNs = _idle != Never ? _idle : _active;
    }

    /// <summary>Whether FIN and RST end a flow.</summary>
    public bool EndsTcp { get; }

    /// <summary>How far packet time may go back before it counts as the clock being set back.</summary>
    public long BackwardsNs { get; }

    /// <summary>How long a flow in this state may have no packet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long QuietNs(FlowState state) => state == FlowState.Open ? _idle : _ended;

    /// <summary>When a flow's active timeout runs out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ActiveDeadline(long firstNs) => Later(firstNs, _active);

    /// <summary>When a flow is over if no packet comes, and why it will be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Deadline(in FlowEntry flow, out FlowEndReason reason)
    {
        long quiet = Later(flow.LastNs, QuietNs(flow.State));
        long active = ActiveDeadline(flow.FirstNs);
        reason = active < quiet ? FlowEndReason.ActiveTimeout
            : flow.State == FlowState.Ended ? FlowEndReason.EndOfFlow
            : FlowEndReason.IdleTimeout;
        return Math.Min(active, quiet);
    }

    private static long Later(long timeNs, long bySpan) => timeNs > Never - bySpan ? Never : timeNs + bySpan;

    private static long Nanoseconds(TimeSpan? span) =>
        span is not { } some || some <= TimeSpan.Zero ? Never
        : some.Ticks > Never / TimeSpan.NanosecondsPerTick ? Never
        : some.Ticks * TimeSpan.NanosecondsPerTick;
}
