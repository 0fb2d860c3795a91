using System.Net;
using Microsoft.Extensions.Logging;
using Weir.Collector.Listening;
using Weir.Collector.Listening.Streams;

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

    /// <summary>Makes the sources, which are not open yet.</summary>
    /// <param name="metrics">The counters of all sources.</param>
    /// <param name="streams">Those of connections.</param>
    /// <param name="logger">Takes what people must know.</param>
    /// <param name="sockets">UDP sockets of the collector before, if any.</param>
    public IReadOnlyList<IDatagramSource> CreateSources(ListenerMetrics metrics, StreamMetrics streams, ILogger logger, ListenerSockets? sockets = null)
    {
        var sources = new List<IDatagramSource>();
        var udp = new UdpListenerOptions { Endpoints = Udp, IsShared = Receivers > 1, Sockets = sockets };
        for (int i = 0; i < Receivers && Udp.Count > 0; i++) sources.Add(new UdpListener(udp, metrics, TimeProvider.System, logger));
        if (Streams is not null) sources.Add(new StreamListener(Streams, metrics, streams, TimeProvider.System, logger));
        return sources;
    }

    /// <summary>Whether both say the same.</summary>
    public bool SameAs(ListenPlan other)
    {
        if (Receivers != other.Receivers || !Udp.SequenceEqual(other.Udp)) return false;
        if (Streams is null || other.Streams is null) return Streams == other.Streams;
        return Streams.TcpEndpoints.SequenceEqual(other.Streams.TcpEndpoints) && Streams.TlsEndpoints.SequenceEqual(other.Streams.TlsEndpoints)
            && Streams with { TcpEndpoints = [], TlsEndpoints = [] } == other.Streams with { TcpEndpoints = [], TlsEndpoints = [] };
    }
}
