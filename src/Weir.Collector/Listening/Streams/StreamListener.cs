using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Weir.Wire.Primitives;

namespace Weir.Collector.Listening.Streams;

/// <summary>
/// Receives IPFIX messages over TCP and TLS (RFC 7011 sections 10.4 and 11). Connections are read on the pool; their messages are
/// taken by the one thread that calls <see cref="Receive"/>.
/// </summary>
public sealed class StreamListener : IDatagramSource
{
    /// <summary>Connections served with one call, so that the journal is written now and then.</summary>
    private const int MaxServed = 64;

    /// <summary>How long a stop waits for what sockets still hold to be read: on a busy machine the pool may be late.</summary>
    private const int DrainMilliseconds = 500;

    /// <summary>How long it waits for what was read and is not a message yet: TLS may be opening it.</summary>
    private const int GraceMilliseconds = 100;

    private static readonly TimeSpan AcceptRetry = TimeSpan.FromSeconds(1);

    private readonly StreamListenerOptions _options;
    private readonly StreamMetrics _metrics;
    private readonly StreamShared _shared;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Socket> _sockets = [];
    private readonly Lock _gate = new();
    private readonly HashSet<StreamConnection> _connections = [];
    private readonly Dictionary<IPAddress, int> _perAddress = [];
    private TlsServer? _tls;

    /// <summary>A listener that does nothing yet.</summary>
    public StreamListener(StreamListenerOptions options, ListenerMetrics metrics, StreamMetrics streams, TimeProvider time, ILogger logger)
    {
        _options = options;
        _metrics = streams;
        _shared = new(options, metrics, streams, time, logger);
    }

    /// <summary>Where it listens, once open, in the order of the options, TCP first; the ports are told where any was asked for.</summary>
    public IReadOnlyList<IPEndPoint> LocalEndpoints => [.. _sockets.Select(socket => (IPEndPoint)socket.LocalEndPoint!)];

    /// <inheritdoc/>
    public void Open()
    {
        try
        {
            if (_options.TlsEndpoints.Count > 0 && _options.Tls is { } tls) _tls = TlsServer.Load(tls);
            foreach (IPEndPoint endpoint in _options.TcpEndpoints) Listen(endpoint, "tcp", null);
            foreach (IPEndPoint endpoint in _options.TlsEndpoints) Listen(endpoint, "tls", _tls);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public DatagramReadStatus Receive(IDatagramSink sink, int milliseconds)
    {
        if (milliseconds == 0) milliseconds = TimeToDrain();
        if (!_shared.Ready.TryTake(out StreamConnection? ready, milliseconds)) return DatagramReadStatus.Idle;
        int served = 0;
        do ready.Deliver(sink);
        while (++served < MaxServed && _shared.Ready.TryTake(out ready));
        return DatagramReadStatus.Datagrams;
    }

    /// <summary>Ends all connections. What was not taken is lost to this process; the exporters see their connections end.</summary>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested) return;
        _stop.Cancel();
        foreach (Socket socket in _sockets) socket.Dispose();
        lock (_gate)
        {
            foreach (StreamConnection connection in _connections) connection.Dispose();
        }

        _tls?.Dispose();
    }

    private void Listen(IPEndPoint endpoint, string transport, TlsServer? tls)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        try
        {
            if (endpoint.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = endpoint.Address.Equals(IPAddress.IPv6Any);
            socket.Bind(endpoint);
            socket.Listen();
        }
        catch (SocketException e)
        {
            throw new ListenException(endpoint, e.SocketErrorCode == SocketError.AddressAlreadyInUse ? "another program listens there" : e.Message, transport);
        }

        StreamLog.Listening(_shared.Logger, transport, socket.LocalEndPoint);
        _ = AcceptAllAsync(socket, transport, tls);
    }

    private async Task AcceptAllAsync(Socket listening, string transport, TlsServer? tls)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Accept(await listening.AcceptAsync(_stop.Token), transport, tls);
            }
            catch (Exception e) when (_stop.IsCancellationRequested && e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                // No descriptors left, or the peer was gone before it was accepted.
                if (_shared.MayComplain()) StreamLog.AcceptFailed(_shared.Logger, transport, listening.LocalEndPoint, e.Message);
                await Task.Delay(AcceptRetry, _shared.Time);
            }
        }
    }

    private void Accept(Socket socket, string transport, TlsServer? tls)
    {
        if (socket.RemoteEndPoint is not IPEndPoint peer)
        {
            socket.Dispose();
            return;
        }

        if (peer.Address.IsIPv4MappedToIPv6) peer = new(peer.Address.MapToIPv4(), peer.Port);
        var connection = new StreamConnection(socket, peer, tls, _shared, TryMove);
        if (!TryAdd(connection))
        {
            Refuse(transport, peer); // before the peer can know
            connection.Dispose();
            return;
        }

        _metrics.Accepted.Increment();
        AskWhetherAlive(socket);
        _ = RunAsync(connection);
    }

    private async Task RunAsync(StreamConnection connection)
    {
        await connection.RunAsync(_stop.Token);
        lock (_gate)
        {
            _connections.Remove(connection);
            Leave(connection);
        }

        connection.Dispose();
        _metrics.Ended.Increment();
    }

    private bool TryAdd(StreamConnection connection)
    {
        lock (_gate)
        {
            int same = _perAddress.GetValueOrDefault(connection.Peer.Address);
            if (_stop.IsCancellationRequested || _connections.Count >= _options.MaxConnections || same >= MostOf(connection.Peer.Address)) return false;
            _perAddress[connection.Peer.Address] = same + 1;
            return _connections.Add(connection);
        }
    }

    // A proxy has the places of all connections; who is behind it has no more than who is not.
    private bool TryMove(StreamConnection connection, IPAddress exporter)
    {
        lock (_gate)
        {
            int same = _perAddress.GetValueOrDefault(exporter);
            if (same < MostOf(exporter))
            {
                Leave(connection);
                _perAddress[exporter] = _perAddress.GetValueOrDefault(exporter) + 1;
                connection.Place = exporter;
                return true;
            }
        }

        Refuse(connection.Transport, new(exporter, connection.Peer.Port));
        return false;
    }

    private void Leave(StreamConnection connection)
    {
        if (--_perAddress[connection.Place] == 0) _perAddress.Remove(connection.Place);
    }

    private void Refuse(string transport, IPEndPoint peer)
    {
        _metrics.RefusedFull.Increment();
        if (_shared.MayComplain())
            StreamLog.Refused(_shared.Logger, transport, peer, $"{_options.MaxConnections} connections, or {_options.MaxConnectionsPerAddress} of one address, are the most", _metrics.RefusedFull.Value);
    }

    private int MostOf(IPAddress address) =>
        _options.Proxies?.Contains(IpAddress.From(address)) is true ? _options.MaxConnections : _options.MaxConnectionsPerAddress;

    private int TimeToDrain()
    {
        lock (_gate)
        {
            if (_connections.Count == 0) return 0;
            return _connections.Any(connection => connection.HasOctets) ? DrainMilliseconds : GraceMilliseconds;
        }
    }

    private void AskWhetherAlive(Socket socket)
    {
        int seconds = (int)_options.KeepAlive.TotalSeconds;
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, seconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Math.Max(1, seconds / 6));
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone already: the reading will say so.
        }
    }
}
