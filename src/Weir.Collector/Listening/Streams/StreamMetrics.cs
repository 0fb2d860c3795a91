using Weir.Collector.Diagnostics;

namespace Weir.Collector.Listening.Streams;

/// <summary>What a listener for streams counts beside messages and octets.</summary>
public sealed class StreamMetrics
{
    /// <summary>Connections accepted.</summary>
    public Counter Accepted { get; } = new();

    /// <summary>Of these, those that have ended.</summary>
    public Counter Ended { get; } = new();

    /// <summary>Those that are there now.</summary>
    public long Open => Accepted.Value - Ended.Value;

    /// <summary>Connections refused because all places, or all of their address, were taken.</summary>
    public Counter RefusedFull { get; } = new();

    /// <summary>TLS and DTLS handshakes that failed: no certificate, one of an unknown signer, no TLS at all.</summary>
    public Counter RefusedHandshake { get; } = new();

    /// <summary>Connections ended because a handshake or a message took too long, or nothing came for too long.</summary>
    public Counter TimedOut { get; } = new();

    /// <summary>Connections of proxies that did not begin with whose they are.</summary>
    public Counter RefusedProxyHeader { get; } = new();

    /// <summary>Connections ended because what came is no IPFIX message.</summary>
    public Counter Malformed { get; } = new();

    /// <summary>Connections that ended within a message.</summary>
    public Counter CutShort { get; } = new();

    /// <summary>Connections that broke: reset by the peer, or the peer vanished.</summary>
    public Counter Broken { get; } = new();

    /// <summary>Datagrams to a DTLS endpoint that belong to no session: its end was not heard, or it never began.</summary>
    public Counter NoSession { get; } = new();
}
