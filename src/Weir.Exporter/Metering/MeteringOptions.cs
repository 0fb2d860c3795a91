using Weir.Exporter.Metering.Applications;

namespace Weir.Exporter.Metering;

/// <summary>Limits and times of the metering process. A timeout that is <see langword="null"/> or zero is off.</summary>
public sealed record MeteringOptions
{
    /// <summary>A flow that lives this long is reported and begins anew, counted from its first packet. 60 s: the flow-export section's default.</summary>
    public TimeSpan? ActiveTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A flow ends when it had no packet for this long. 15 s: the flow-export section's default, and that of common routers.</summary>
    public TimeSpan? IdleTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// A flow that saw FIN or RST ends when it had no packet for this long, so that the last acknowledgement and
    /// retransmissions still count in it. 1 s: the smallest retransmission timeout of RFC 6298 section 2.4.
    /// </summary>
    public TimeSpan? TcpEndGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Flows held at most; what one more does <see cref="Overload"/> says. 1 Mi: 160 MB at most, and the 15 s idle timeout
    /// at 70,000 new flows a second.
    /// </summary>
    public int MaxFlows { get; init; } = 1 << 20;

    /// <summary>What a full table does with a new flow. Evict: what softflowd does, and no packet is lost.</summary>
    public OverloadPolicy Overload { get; init; }

    /// <summary>Timeouts by protocol, before the general ones above; <see langword="null"/> for none.</summary>
    public FlowTimeoutOptions? ByProtocol { get; init; }

    /// <summary>Which fields make a flow. Full: what RFC 7011 section 2 has as its example, and every peer's default.</summary>
    public TrackingLevel Level { get; init; }

    /// <summary>Which packets of tunnels are metered. Outer: what every peer does unless told otherwise.</summary>
    public TunnelMode Tunnels { get; init; }

    /// <summary>Which packets are metered; <see langword="null"/> for all.</summary>
    public SamplingOptions? Sampling { get; init; }

    /// <summary>Whether both directions of a conversation are one flow (RFC 5103). Off: what every peer does unless told otherwise.</summary>
    public bool Biflow { get; init; }

    /// <summary>
    /// Whether records tell how TCP fared: round trip of the handshake, retransmissions, reordering. It takes both directions together, so
    /// flows are metered as with <see cref="Biflow"/>, and records are made two again where that is off. Off: it costs 224 octets a flow.
    /// </summary>
    public bool TcpPerformance { get; init; }

    /// <summary>
    /// How flows are classified by application; <see langword="null"/>: not, which is what every peer does unless told otherwise. It takes flows with ports:
    /// <see cref="TrackingLevel.Full"/>.
    /// </summary>
    public ApplicationOptions? Applications { get; init; }

    /// <summary>Whether both directions share an entry of the flow table.</summary>
    public bool MetersConversations => Biflow || TcpPerformance;

    /// <summary>No timeouts: each key is one record, at the end or by eviction.</summary>
    public static MeteringOptions WithoutTimeouts { get; } = new() { ActiveTimeout = null, IdleTimeout = null, TcpEndGrace = null };
}
