using System.Net;
using Weir.Flows.Dtls;
using Weir.Wire.Primitives;

namespace Weir.Collector.Listening.Dtls;

/// <summary>One exporter's DTLS session, known by where it sends from.</summary>
internal sealed class DtlsPeer(IpAddress address, ushort port, DtlsSession session, long begun) : IDisposable
{
    public IpAddress Address => address;

    public ushort Port => port;

    public DtlsSession Session => session;

    /// <summary>What it is called in the log.</summary>
    public IPEndPoint EndPoint => new(address.ToIPAddress(), port);

    /// <summary>Whether the handshake is over.</summary>
    public bool IsEstablished { get; set; }

    /// <summary>Whether the journal has messages of it, and is to be told of its end.</summary>
    public bool HasDelivered { get; set; }

    /// <summary>When it began or, once it is established, when it last sent something: the clock's timestamp.</summary>
    public long Since { get; set; } = begun;

    public void Dispose() => session.Dispose();
}
