using System.Net;
using Weir.Collector.Listening.Proxying;

namespace Weir.Collector.Listening.Streams;

/// <summary>Where and how to listen for IPFIX over TCP, TLS and DTLS, and where each default comes from.</summary>
public sealed record StreamListenerOptions
{
    /// <summary>Port of IPFIX over TLS and DTLS (RFC 7011 section 10.4.4).</summary>
    public const int TlsPort = 4740;

    /// <summary>Endpoints for TCP.</summary>
    public IReadOnlyList<IPEndPoint> TcpEndpoints { get; init; } = [];

    /// <summary>Endpoints for TLS over TCP.</summary>
    public IReadOnlyList<IPEndPoint> TlsEndpoints { get; init; } = [];

    /// <summary>Endpoints for DTLS over UDP.</summary>
    public IReadOnlyList<IPEndPoint> DtlsEndpoints { get; init; } = [];

    /// <summary>How the collector proves who it is; needed where there are <see cref="TlsEndpoints"/> or <see cref="DtlsEndpoints"/>.</summary>
    public TlsServerOptions? Tls { get; init; }

    /// <summary>
    /// Connections at once, those in their handshake among them; DTLS sessions of each endpoint for themselves. 1024: one from each exporter
    /// of a large network, and at most 64 MiB of messages in the making.
    /// </summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>
    /// Connections of one address at once. 64: a sixteenth, so that no single host takes all places; no exporter needs as many. A trusted
    /// proxy has as many as there are places.
    /// </summary>
    public int MaxConnectionsPerAddress { get; init; } = 64;

    /// <summary>Senders whose TCP and TLS connections begin with whose they are (PROXY protocol); <see langword="null"/>: none.</summary>
    public TrustedProxies? Proxies { get; init; }

    /// <summary>A TLS or DTLS handshake must be over after this long, and so must a proxy's header. 10 s: many round trips of the slowest link.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A message that has begun must have come whole after this long. 30 s: the longest message at 20 kbit/s.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A connection on which nothing comes for this long is ended. 2 h: when Linux by itself asks whether a peer is still there
    /// (tcp_keepalive_time).
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(2);

    /// <summary>
    /// A peer that says nothing is asked by the kernel after this long whether it is there, and again after a sixth of it, three times.
    /// 60 s: a half-open connection keeps its place for a minute and a half.
    /// </summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>All that is wrong with these options, in words.</summary>
    public IEnumerable<string> Validate()
    {
        if (TcpEndpoints.Count + TlsEndpoints.Count + DtlsEndpoints.Count is 0 or > 64) yield return "listen needs 1 to 64 endpoints";
        if (TlsEndpoints.Count + DtlsEndpoints.Count > 0 && Tls is null) yield return "listening for TLS or DTLS needs a certificate";
        if (MaxConnections is < 1 or > 1 << 16) yield return "listen connections must be 1 to 65536";
        if (MaxConnectionsPerAddress < 1) yield return "listen connections of one address must be at least 1";
        if (HandshakeTimeout <= TimeSpan.Zero || MessageTimeout <= TimeSpan.Zero || IdleTimeout <= TimeSpan.Zero)
            yield return "listen timeouts must be above zero";
        if (KeepAlive < TimeSpan.FromSeconds(6)) yield return "listen keep-alive must be at least 6 s";
    }
}
