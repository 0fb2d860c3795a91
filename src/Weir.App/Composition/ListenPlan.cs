using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Weir.App.Commands;
using Weir.Collector.Listening;
using Weir.Collector.Listening.Dtls;
using Weir.Collector.Listening.Proxying;
using Weir.Collector.Listening.Streams;
using Weir.Collector.Teeing;

namespace Weir.App.Composition;

/// <summary>Everything a collector listens on.</summary>
/// <param name="Udp">Endpoints for datagrams.</param>
/// <param name="Receivers">Sockets and threads for each of these.</param>
/// <param name="Streams">TCP, TLS and DTLS; <see langword="null"/> where none is listened on.</param>
internal sealed record ListenPlan(IReadOnlyList<IPEndPoint> Udp, int Receivers, StreamListenerOptions? Streams)
{
    /// <summary>The most receivers: the processors of a large machine.</summary>
    public const int MaxReceivers = 64;

    /// <summary>Divides endpoints by how they are listened on.</summary>
    /// <param name="endpoints">Each with its scheme.</param>
    /// <param name="receivers">Sockets and threads for each UDP endpoint.</param>
    /// <param name="streams">The limits of TCP, TLS and DTLS.</param>
    public static ListenPlan Of(IReadOnlyList<(string Scheme, IPEndPoint EndPoint)> endpoints, int receivers, StreamListenerOptions streams)
    {
        IPEndPoint[] tcp = Those(ListenSchemes.Tcp);
        IPEndPoint[] tls = Those(ListenSchemes.Tls);
        IPEndPoint[] dtls = Those(ListenSchemes.Dtls);
        IPEndPoint[] udp = [.. endpoints.Where(one => one.Scheme is not (ListenSchemes.Tcp or ListenSchemes.Tls or ListenSchemes.Dtls)).Select(one => one.EndPoint)];
        return new(udp, receivers, tcp.Length + tls.Length + dtls.Length > 0 ? streams with { TcpEndpoints = tcp, TlsEndpoints = tls, DtlsEndpoints = dtls } : null);

        IPEndPoint[] Those(string scheme) => [.. endpoints.Where(one => one.Scheme == scheme).Select(one => one.EndPoint)];
    }

    /// <summary>Other collectors that are sent the datagrams, too.</summary>
    public IReadOnlyList<TeeOptions> Tees { get; init; } = [];

    /// <summary>Senders who say before a connection or a datagram whose it is; <see langword="null"/>: none.</summary>
    public TrustedProxies? Proxies { get; init; }

    /// <summary>A datagram that is sent where it came to would come again and again: the tee that would do so, if any.</summary>
    public TeeOptions? Loop => Tees.FirstOrDefault(tee => Udp.Any(endpoint => endpoint.Port == tee.EndPoint.Port && IsOwn(tee.EndPoint.Address)
        && (endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any) || endpoint.Address.Equals(tee.EndPoint.Address))));

    /// <summary>Proxies in these networks, as text that was checked; on this host where there are none.</summary>
    public static TrustedProxies Trusting(IReadOnlyList<string> networks) => networks.Count == 0
        ? TrustedProxies.Loopback
        : new([.. networks.Select(static text => TeeText.TryPrefix(text, out IPNetwork network) ? ExporterPrefix.Of(network) : throw new FormatException(text))]);

    /// <summary>Makes counters for the tees, in their order.</summary>
    public IReadOnlyList<TeeMetrics> CreateTeeMetrics() => [.. Tees.Select(static tee => new TeeMetrics(tee.EndPoint))];

    /// <summary>Makes the sources, which are not open yet.</summary>
    /// <param name="metrics">The counters of all sources.</param>
    /// <param name="streams">Those of connections.</param>
    /// <param name="tees">Those of the tees.</param>
    /// <param name="logger">Takes what people must know.</param>
    /// <param name="sockets">UDP sockets of the collector before, if any.</param>
    public IReadOnlyList<IDatagramSource> CreateSources(ListenerMetrics metrics, StreamMetrics streams, IReadOnlyList<TeeMetrics> tees, ILogger logger, ListenerSockets? sockets = null)
    {
        if (Loop is { } loop) throw new UsageException($"tee udp://{loop.EndPoint}: this collector listens there itself");
        var sources = new List<IDatagramSource>();
        var udp = new UdpListenerOptions { Endpoints = Udp, IsShared = Receivers > 1, Sockets = sockets };
        for (int i = 0; i < Receivers && Udp.Count > 0; i++)
        {
            IDatagramSource listener = new UdpListener(udp, metrics, TimeProvider.System, logger);
            if (Proxies is not null) listener = new ProxiedSource(listener, Proxies, metrics);
            sources.Add(Tees.Count == 0 ? listener : new DatagramTee(listener, Tees.Zip(tees), new Random(RandomNumberGenerator.GetInt32(int.MaxValue)), TimeProvider.System, logger));
        }

        if (Streams is null) return sources;
        if (Streams.TcpEndpoints.Count + Streams.TlsEndpoints.Count > 0) sources.Add(new StreamListener(Streams with { Proxies = Proxies }, metrics, streams, TimeProvider.System, logger));
        foreach (IPEndPoint endpoint in Streams.DtlsEndpoints) sources.Add(new DtlsListener(endpoint, Streams, metrics, streams, TimeProvider.System, logger));
        return sources;
    }

    /// <summary>Whether both say the same.</summary>
    public bool SameAs(ListenPlan other)
    {
        if (Tees.Count != other.Tees.Count || Tees.Zip(other.Tees).Any(static pair => !pair.First.SameAs(pair.Second))) return false;
        if (Receivers != other.Receivers || Proxies != other.Proxies || !Udp.SequenceEqual(other.Udp)) return false;
        if (Streams is null || other.Streams is null) return Streams == other.Streams;
        return Streams.TcpEndpoints.SequenceEqual(other.Streams.TcpEndpoints) && Streams.TlsEndpoints.SequenceEqual(other.Streams.TlsEndpoints)
            && Streams.DtlsEndpoints.SequenceEqual(other.Streams.DtlsEndpoints)
            && Streams with { TcpEndpoints = [], TlsEndpoints = [], DtlsEndpoints = [] } == other.Streams with { TcpEndpoints = [], TlsEndpoints = [], DtlsEndpoints = [] };
    }

    // What can be bound is an address of this host.
    private static bool IsOwn(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
