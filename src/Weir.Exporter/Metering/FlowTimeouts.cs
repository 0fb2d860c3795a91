using System.Runtime.CompilerServices;
using Weir.Wire.Packets;

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
    private readonly QuietTimes _quiet;

    public FlowTimeouts(MeteringOptions options)
    {
        FlowTimeoutOptions named = options.ByProtocol ?? new();
        _active = Nanoseconds(named.MaxLife ?? options.ActiveTimeout);
        long tcp = Nanoseconds(named.Tcp ?? options.IdleTimeout);
        _quiet[(int)FlowState.Open] = Nanoseconds(named.General ?? options.IdleTimeout);
        _quiet[(int)FlowState.OpenTcp] = tcp;
        _quiet[(int)FlowState.OpenUdp] = Nanoseconds(named.Udp ?? options.IdleTimeout);
        _quiet[(int)FlowState.OpenIcmp] = Nanoseconds(named.Icmp ?? options.IdleTimeout);
        _quiet[(int)FlowState.Finished] = Math.Min(tcp, Nanoseconds(named.TcpFinished ?? options.TcpEndGrace));
        _quiet[(int)FlowState.Reset] = Math.Min(tcp, Nanoseconds(named.TcpReset ?? options.TcpEndGrace));
        EndsTcp = Nanoseconds(named.TcpFinished ?? options.TcpEndGrace) != Never || Nanoseconds(named.TcpReset ?? options.TcpEndGrace) != Never;

        // A packet older than this would open a flow that is over already: then it is the clock that was set back.
        long idle = 0;
        foreach (long quiet in _quiet) idle = Math.Max(idle, quiet);
        BackwardsNs = idle != Never ? idle : _active;
    }

    /// <summary>Whether FIN and RST end a flow.</summary>
    public bool EndsTcp { get; }

    /// <summary>How far packet time may go back before it counts as the clock being set back.</summary>
    public long BackwardsNs { get; }

    /// <summary>How long a flow in this state may have no packet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long QuietNs(FlowState state) => _quiet[(int)state];

    /// <summary>The state a flow begins in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FlowState Opening(byte protocol) => protocol switch
    {
        IpProtocols.Tcp => FlowState.OpenTcp,
        IpProtocols.Udp => FlowState.OpenUdp,
        IpProtocols.Icmp or IpProtocols.Icmpv6 => FlowState.OpenIcmp,
        _ => FlowState.Open,
    };

    /// <summary>When a flow's active timeout runs out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ActiveDeadline(long firstNs) => Later(firstNs, _active);

    /// <summary>When a flow is over if no packet comes, and why it will be.</summary>
    public long Deadline(in FlowEntry flow, out FlowEndReason reason)
    {
        long quiet = Later(flow.LastNs, QuietNs(flow.State));
        long active = ActiveDeadline(flow.FirstNs);
        reason = active < quiet ? FlowEndReason.ActiveTimeout
            : flow.State >= FlowState.Finished ? FlowEndReason.EndOfFlow
            : FlowEndReason.IdleTimeout;
        return Math.Min(active, quiet);
    }

    private static long Later(long timeNs, long bySpan) => timeNs > Never - bySpan ? Never : timeNs + bySpan;

    private static long Nanoseconds(TimeSpan? span) =>
        span is not { } some || some <= TimeSpan.Zero ? Never
        : some.Ticks > Never / TimeSpan.NanosecondsPerTick ? Never
        : some.Ticks * TimeSpan.NanosecondsPerTick;

    [InlineArray(6)]
    private struct QuietTimes
    {
        private long _first;
    }
}
