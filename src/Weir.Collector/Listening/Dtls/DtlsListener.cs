using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Weir.Collector.Diagnostics;
using Weir.Collector.Listening.Streams;
using Weir.Flows.Dtls;
using Weir.Wire.Ipfix;
using Weir.Wire.Primitives;

namespace Weir.Collector.Listening.Dtls;

/// <summary>
/// Receives IPFIX messages over DTLS 1.2 on one endpoint (RFC 7011 section 11, RFC 6347): one message in a record. Nothing is kept of a
/// peer before it has shown the cookie that was sent to its address. The thread that receives also decrypts.
/// </summary>
public sealed class DtlsListener : IDatagramSource, IDatagramSink
{
    private const int HandshakeMtu = 1280 - 48; // IPv6's smallest path without its and UDP's header: alike good for IPv4
    private const int LongestFragment = 1 << 14; // RFC 6347 section 4.1
    private const int HelloMinimum = 25; // a record's header and a handshake message's
    private const int EpochOffset = 3;
    private const int HandshakeTypeOffset = 13;
    private const byte HandshakeContent = 22;
    private const byte ClientHello = 1;

    /// <summary>How often flights are looked at that may have to be sent again. 100 ms: a tenth of OpenSSL's first wait.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly IPEndPoint _endpoint;
    private readonly StreamListenerOptions _options;
    private readonly ListenerMetrics _metrics;
    private readonly ListenerMetrics _datagrams = new(); // what comes to the socket, before it is decrypted
    private readonly StreamMetrics _sessions;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly UdpListener _udp;
    private readonly DtlsCookies _cookies;
    private readonly LogInterval _look;
    private readonly LogInterval _complaint;
    private readonly Dictionary<(IpAddress, ushort), DtlsPeer> _peers = [];
    private readonly Dictionary<IpAddress, int> _perAddress = [];
    private readonly List<DtlsPeer> _late = [];
    private readonly byte[] _message = new byte[LongestFragment];
    private readonly Action<ReadOnlyMemory<byte>> _send;
    private (IpAddress Address, ushort Port) _to;
    private IDatagramSink? _sink;
    private DtlsContext? _context;
    private DtlsSession? _listening;
    private long _dropsTold;

    /// <summary>A listener that does nothing yet.</summary>
    /// <param name="endpoint">One of the options' DTLS endpoints.</param>
    /// <param name="options">Limits and certificates.</param>
    /// <param name="metrics">Counts messages.</param>
    /// <param name="sessions">Counts what becomes of sessions.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes what people must know.</param>
    public DtlsListener(IPEndPoint endpoint, StreamListenerOptions options, ListenerMetrics metrics, StreamMetrics sessions, TimeProvider time, ILogger logger)
    {
        _endpoint = endpoint;
        _options = options;
        _metrics = metrics;
        _sessions = sessions;
        _time = time;
        _logger = logger;
        _udp = new(new() { Endpoints = [endpoint] }, _datagrams, time, logger);
        _cookies = new(time);
        _look = new(time, LookInterval);
        _complaint = new(time, TimeSpan.FromSeconds(1));
        _send = record => _udp.Send(record.Span, _to.Address, _to.Port);
    }

    /// <summary>Where it listens, once open; the port is told where any was asked for.</summary>
    public IPEndPoint LocalEndpoint => _udp.LocalEndpoints[0];

    /// <inheritdoc/>
    public void Open()
    {
        TlsServerOptions tls = _options.Tls ?? throw new ListenException(_endpoint, "a certificate is needed", "dtls");
        try
        {
            _context = DtlsContext.ForServer(tls.CertificateFile, tls.KeyFile, tls.ClientCaFile);
            _listening = DtlsSession.ForServer(_context, HandshakeMtu);
        }
        catch (DtlsException e)
        {
            throw new IOException(e.Message, e);
        }

        _udp.Open();
        StreamLog.Listening(_logger, "dtls", LocalEndpoint);
    }

    /// <inheritdoc/>
    public DatagramReadStatus Receive(IDatagramSink sink, int milliseconds)
    {
        _sink = sink;
        DatagramReadStatus status = _udp.Receive(this, milliseconds);
        if (_look.IsDue()) LookAfterPeers();
        long drops = _datagrams.KernelDrops.Value;
        _metrics.KernelDrops.Add(drops - _dropsTold);
        _dropsTold = drops;
        return status;
    }

    /// <inheritdoc/>
    void IDatagramSink.Accept(in ReceivedDatagram datagram)
    {
        (IpAddress, ushort) key = (datagram.ExporterAddress, datagram.ExporterPort);
        _to = key;
        bool isKnown = _peers.TryGetValue(key, out DtlsPeer? peer);

        // A ClientHello to a session that is established: the exporter has begun anew from the same port (RFC 6347 section 4.2.8).
        if (IsHello(datagram.Payload) && (!isKnown || peer!.IsEstablished)) Listen(datagram.Payload, datagram.TimeReceivedNs);
        else if (isKnown) Continue(peer!, datagram.Payload, datagram.TimeReceivedNs);
        else _sessions.NoSession.Increment();
    }

    /// <summary>Tells all exporters that their sessions end.</summary>
    public void Dispose()
    {
        foreach (DtlsPeer peer in _peers.Values) SayEnd(peer);
        _peers.Clear();
        _perAddress.Clear();
        _udp.Dispose();
        _listening?.Dispose();
        _context?.Dispose();
        (_listening, _context) = (null, null);
    }

    private static bool IsHello(ReadOnlySpan<byte> datagram) => datagram.Length >= HelloMinimum && datagram[0] == HandshakeContent
        && BinaryPrimitives.ReadUInt16BigEndian(datagram[EpochOffset..]) == 0 && datagram[HandshakeTypeOffset] == ClientHello;

    private void Listen(ReadOnlySpan<byte> hello, long nowNs)
    {
        _cookies.SetPeer(_to.Address, _to.Port);
        DtlsSession session = _listening!;
        if (!session.Listen(hello, _cookies, out DtlsStep step))
        {
            session.Take(_send);
            return;
        }

        _listening = DtlsSession.ForServer(_context!, HandshakeMtu);
        if (_peers.TryGetValue(_to, out DtlsPeer? before)) End(before, nowNs, isForgotten: true);
        var peer = new DtlsPeer(_to.Address, _to.Port, session, _time.GetTimestamp());
        int same = _perAddress.GetValueOrDefault(peer.Address);
        if (_peers.Count >= _options.MaxConnections || same >= _options.MaxConnectionsPerAddress)
        {
            _sessions.RefusedFull.Increment();
            peer.Dispose();
            if (_complaint.IsDue())
                StreamLog.Refused(_logger, "dtls", peer.EndPoint, $"{_options.MaxConnections} sessions, or {_options.MaxConnectionsPerAddress} of one address, are the most", _sessions.RefusedFull.Value);
            return;
        }

        _peers.Add(_to, peer);
        _perAddress[peer.Address] = same + 1;
        _sessions.Accepted.Increment();
        Shake(peer, step, nowNs);
    }

    private void Continue(DtlsPeer peer, ReadOnlySpan<byte> datagram, long nowNs)
    {
        peer.Session.Put(datagram);
        if (peer.IsEstablished) Read(peer, nowNs);
        else Shake(peer, peer.Session.Handshake(), nowNs);
    }

    private void Shake(DtlsPeer peer, DtlsStep step, long nowNs)
    {
        bool isRefused = step is DtlsStep.Failed or DtlsStep.Closed;
        if (isRefused) _sessions.RefusedHandshake.Increment(); // before the peer can know
        _to = (peer.Address, peer.Port);
        peer.Session.Take(_send);
        if (isRefused)
        {
            if (_complaint.IsDue())
                StreamLog.Refused(_logger, "dtls", peer.EndPoint, step == DtlsStep.Closed ? "it ended the handshake" : peer.Session.Error, _sessions.RefusedHandshake.Value);
            End(peer, nowNs);
        }
        else if (step == DtlsStep.Done)
        {
            peer.IsEstablished = true;
            Read(peer, nowNs);
        }
    }

    private void Read(DtlsPeer peer, long nowNs)
    {
        peer.Since = _time.GetTimestamp();
        DtlsStep step;
        while ((step = peer.Session.Read(_message, out int length)) == DtlsStep.Done)
        {
            ReadOnlySpan<byte> message = _message.AsSpan(0, length);
            if (ProblemOf(message) is { } problem)
            {
                _sessions.Malformed.Increment();
                EndEarly(peer, problem, nowNs);
                return;
            }

            _sink!.Accept(new(nowNs, peer.Address, peer.Port, message, MessageOrigin.Stream));
            peer.HasDelivered = true;
            _metrics.Datagrams.Increment();
            _metrics.Octets.Add(length);
        }

        peer.Session.Take(_send);
        if (step == DtlsStep.Closed) End(peer, nowNs);
        if (step != DtlsStep.Failed) return;
        _sessions.Broken.Increment();
        EndEarly(peer, peer.Session.Error, nowNs);
    }

    private static string? ProblemOf(ReadOnlySpan<byte> message)
    {
        if (message.Length < IpfixHeader.Size) return $"a record of {message.Length} octets, the header of a message alone has {IpfixHeader.Size}";
        int version = BinaryPrimitives.ReadUInt16BigEndian(message);
        if (version != IpfixHeader.Version) return $"a message of version {version}, want IPFIX (10)";
        int length = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        return length == message.Length ? null : $"a message of {length} octets in a record of {message.Length}";
    }

    private void LookAfterPeers()
    {
        foreach (DtlsPeer peer in _peers.Values)
        {
            if (_time.GetElapsedTime(peer.Since) >= (peer.IsEstablished ? _options.IdleTimeout : _options.HandshakeTimeout))
            {
                _late.Add(peer);
            }
            else if (!peer.IsEstablished)
            {
                _to = (peer.Address, peer.Port);
                if (!peer.Session.HandleTimeout()) _late.Add(peer);
                peer.Session.Take(_send);
            }
        }

        foreach (DtlsPeer peer in _late)
        {
            _sessions.TimedOut.Increment();
            EndEarly(peer, peer.IsEstablished ? "waited too long for a message" : "waited too long for the DTLS handshake", _time.GetUnixNs());
        }

        _late.Clear();
    }

    private void EndEarly(DtlsPeer peer, string reason, long nowNs)
    {
        if (_complaint.IsDue()) StreamLog.EndedEarly(_logger, "dtls", peer.EndPoint, reason);
        End(peer, nowNs);
    }

    /// <param name="isForgotten">Whether the peer has forgotten the session itself.</param>
    private void End(DtlsPeer peer, long nowNs, bool isForgotten = false)
    {
        _peers.Remove((peer.Address, peer.Port));
        if (--_perAddress[peer.Address] == 0) _perAddress.Remove(peer.Address);
        _sessions.Ended.Increment();
        if (peer.HasDelivered) _sink!.Accept(new(nowNs, peer.Address, peer.Port, [], MessageOrigin.StreamEnd));
        if (isForgotten) peer.Dispose();
        else SayEnd(peer);
    }

    private void SayEnd(DtlsPeer peer)
    {
        _to = (peer.Address, peer.Port);
        if (peer.IsEstablished) peer.Session.Close();
        peer.Session.Take(_send);
        peer.Dispose();
    }
}
