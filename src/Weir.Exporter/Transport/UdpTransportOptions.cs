using System.Net;

namespace Weir.Exporter.Transport;

/// <summary>How datagrams go to one collector.</summary>
public sealed record UdpTransportOptions
{
    /// <summary>Address and port of the collector.</summary>
    public required IPEndPoint Collector { get; init; }

    /// <summary>Where datagrams come from; collectors know exporters by it. <see langword="null"/>: the system chooses.</summary>
    public IPEndPoint? Source { get; init; }

    /// <summary>No longer messages, whatever the path carries.</summary>
    public int MaxMessageLength { get; init; } = UdpTransport.DefaultMaxMessageLength;

    /// <summary>Differentiated services code point, 0 to 63 (RFC 2474). 0: best effort, the system's own default.</summary>
    public int Dscp { get; init; }

    /// <summary>Routers on the way at most, 1 to 255; 0: the system's default, 64 on Linux (RFC 1700).</summary>
    public int HopLimit { get; init; }

    /// <summary>
    /// Whether messages that are ready together go by one call, which the system cuts into datagrams (UDP_SEGMENT): a fifth of the cost.
    /// On the wire nothing differs, but a capture on this host shows them joined, so it is for those who ask for speed.
    /// </summary>
    public bool JoinMessages { get; init; }

    /// <summary>Is told the path before the first packet takes it.</summary>
    public Action<CollectorPath>? UsesPath { get; init; }
}
