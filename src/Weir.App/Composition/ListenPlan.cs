using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Weir.App.Commands;
using Weir.Collector.Listening;
using Weir.Collector.Listening.Streams;
using Weir.Collector.Teeing;

namespace Weir.App.Composition;

/// <summary>Everything a collector listens on.</summary>
/// <param name="Udp">Endpoints for datagrams.</param>
/// <param name="Receivers">Sockets and threads for each of these.</param>
/// <param name="Streams">TCP and TLS; <see langword="null"/> where neither is listened on.</param>
internal sealed record ListenPlan(IReadOnlyList<IPEndPoint> Udp, int Receivers, StreamListenerOptions? Streams)
{
    /// <summary>The most receivers: the processors of a large machine.</summary>
    public const int MaxReceivers = 64;

    /// <summary>Divides endpoints by how they are listened on.</summary>
    /// <param name="endpoints">Each with its scheme.</param>
    /// <param name="receivers">Sockets and threads for each UDP endpoint.</param>
    /// <param name="streams">The limits of TCP and TLS.</param>
    public static ListenPlan Of(IReadOnlyList<(string Scheme, IPEndPoint EndPoint)> endpoints, int receivers, StreamListenerOptions streams)
    {
        IPEndPoint[] tcp = Those(ListenSchemes.Tcp);
        IPEndPoint[] tls = Those(ListenSchemes.Tls);
        IPEndPoint[] udp = [.. endpoints.Where(one => one.Scheme is not (ListenSchemes.Tcp or ListenSchemes.Tls)).Select(one => one.EndPoint)];
        return new(udp, receivers, tcp.Length + tls.Length > 0 ? streams with { TcpEndpoints = tcp, TlsEndpoints = tls } : null);

        IPEndPoint[] Those(string scheme) => [.. endpoints.Where(one => one.Scheme == scheme).Select(one => one.EndPoint)];
    }

    /// <summary>Other collectors that are sent the datagrams, too.</summary>
    public IReadOnlyList<TeeOptions> Tees { get; init; } = [];

    /// <summary>A datagram that is sent where it came to would come again and again: the tee that would do so, if any.</summary>
    public TeeOptions? Loop => Tees.FirstOrDefault(tee => Udp.Any(endpoint => endpoint.Port == tee.EndPoint.Port && IsOwn(tee.EndPoint.Address)
        && (endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any) || endpoint.Address.Equals(tee.EndPoint.Address))));

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
            var listener = new UdpListener(udp, metrics, TimeProvider.System, logger);
            sources.Add(Tees.Count == 0 ? listener : new DatagramTee(listener, Tees.Zip(tees), new Random(RandomNumberGenerator.GetInt32(int.MaxValue)), TimeProvider.System, logger));
        }

        if (Streams is not null) sources.Add(new StreamListener(Streams, metrics, streams, TimeProvider.System, logger));
        return sources;
    }

    /// <summary>Whether both say the same.</summary>
    public bool SameAs(ListenPlan other)
    {
        if (Tees.Count != other.Tees.Count || Tees.Zip(other.Tees).Any(static pair => !pair.First.SameAs(pair.Second))) return false;
        if (Receivers != other.Receivers || !Udp.SequenceEqual(other.Udp)) return false;
        if (Streams is null || other.Streams is null) return Streams == other.Streams;
        return Streams.TcpEndpoints.SequenceEqual(other.Streams.TcpEndpoints) && Streams.TlsEndpoints.SequenceEqual(other.Streams.TlsEndpoints)
            && Streams with { TcpEndpoints = [], TlsEndpoints = [] } == other.Streams with { TcpEndpoints = [], TlsEndpoints = [] };
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
