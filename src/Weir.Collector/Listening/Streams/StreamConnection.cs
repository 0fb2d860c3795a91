using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Weir.Collector.Diagnostics;
using Weir.Wire.Primitives;
using Weir.Wire.Proxy;

namespace Weir.Collector.Listening.Streams;

/// <summary>
/// One transport session. It reads until a whole message is there, then waits until the receiving thread has taken all whole messages:
/// a journal that is slow makes the exporter wait, and nothing is dropped.
/// </summary>
internal sealed class StreamConnection(Socket socket, IPEndPoint peer, TlsServer? tls, StreamShared shared, Func<StreamConnection, IPAddress, bool> tryMove) : IDisposable
{
    private IpAddress _address = IpAddress.From(peer.Address);
    private IPEndPoint _exporter = peer;
    private readonly MessageFramer _framer = new();
    private readonly SemaphoreSlim _taken = new(0);
    private CancellationTokenSource _deadline = new(Timeout.InfiniteTimeSpan, shared.Time);
    private volatile bool _isAtWork;
    private bool _hasDelivered;
    private bool _hasEnded;

    /// <summary>What it is called in the log.</summary>
    public string Transport { get; } = tls is null ? "tcp" : "tls";

    /// <summary>The other end: an exporter, or the proxy of one.</summary>
    public IPEndPoint Peer { get; } = peer;

    /// <summary>Whose place it takes: the peer's, or that of the exporter whom a proxy tells. For the listener.</summary>
    public IPAddress Place { get; set; } = peer.Address;

    /// <summary>Whether octets wait in the socket, or something was read and it is not yet known whether more came with it: TLS opens several messages at once.</summary>
    public bool HasOctets
    {
        get
        {
            try
            {
                return _isAtWork || socket.Available > 0;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>Reads until the peer ends, something is wrong, or the listener is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        string waitingFor = "the handshake";
        try
        {
            Stream? stream = await OpenAsync();
            if (stream is null) return;
            await using (stream)
            {
                long begun = 0;
                while (true)
                {
                    bool isWithin = _framer.Held > 0;
                    waitingFor = isWithin ? "the rest of a message" : "a message";
                    TimeSpan limit = isWithin ? shared.Options.MessageTimeout - shared.Time.GetElapsedTime(begun) : shared.Options.IdleTimeout;
                    ValueTask<int> reading = stream.ReadAsync(_framer.Free, Deadline(limit));
                    _isAtWork = reading.IsCompleted;
                    int read = await reading;
                    _isAtWork = true;
                    if (read == 0) break;
                    if (!isWithin) begun = shared.Time.GetTimestamp();
                    _framer.Filled(read);
                    if (_framer.HasMessage)
                    {
                        await HandOverAsync(stop);
                        begun = shared.Time.GetTimestamp(); // of what is left, which came with that message
                    }

                    if (_framer.Problem is not { } problem) continue;
                    shared.Streams.Malformed.Increment();
                    Complain(problem);
                    return;
                }

                if (_framer.Held == 0) return;
                shared.Streams.CutShort.Increment();
                Complain($"{_framer.Held} octets of a message came, the rest did not");
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            shared.Streams.TimedOut.Increment();
            Complain($"waited too long for {waitingFor}");
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            if (stop.IsCancellationRequested) return;
            shared.Streams.Broken.Increment();
            Complain(e.InnerException?.Message ?? e.Message);
        }
        finally
        {
            _isAtWork = false;
            await EndAsync(stop);
        }
    }

    /// <summary>Gives all whole messages to the sink, on the receiving thread, and lets the reading go on.</summary>
    public void Deliver(IDatagramSink sink)
    {
        long nowNs = shared.Time.GetUnixNs();
        while (_framer.TryTake(out ReadOnlySpan<byte> message))
        {
            sink.Accept(new(nowNs, _address, (ushort)_exporter.Port, message, MessageOrigin.Stream));
            shared.Metrics.Datagrams.Increment();
            shared.Metrics.Octets.Add(message.Length);
            _hasDelivered = true;
        }

        if (_hasEnded) sink.Accept(new(nowNs, _address, (ushort)_exporter.Port, [], MessageOrigin.StreamEnd));
        _taken.Release();
    }

    public void Dispose()
    {
        socket.Dispose();
        _deadline.Dispose();
        _taken.Dispose();
    }

    private async Task<Stream?> OpenAsync()
    {
        var inner = new NetworkStream(socket, ownsSocket: false);
        if (shared.Options.Proxies is { } proxies && proxies.Contains(_address) && !await ReadProxyHeaderAsync(inner)) return null;
        if (tls is null) return inner;
        try
        {
            return await tls.AuthenticateAsync(inner, Deadline(shared.Options.HandshakeTimeout));
        }
        catch (AuthenticationException e)
        {
            shared.Streams.RefusedHandshake.Increment();
            if (shared.MayComplain()) StreamLog.Refused(shared.Logger, Transport, _exporter, e.Message, shared.Streams.RefusedHandshake.Value);
            return null;
        }
    }

    private async Task<bool> ReadProxyHeaderAsync(NetworkStream stream)
    {
        CancellationToken deadline = Deadline(shared.Options.HandshakeTimeout);
        byte[] octets = new byte[ProxyHeader.ShortestSize];
        int held = 0;
        DecodeStatus status;
        ProxyHeader header;
        while ((status = ProxyHeader.TryReadStream(octets.AsSpan(0, held), out header)) == DecodeStatus.Truncated)
        {
            // No octet beyond the header: what follows may be a TLS handshake.
            if (header.Length > octets.Length) Array.Resize(ref octets, header.Length);
            int read = await stream.ReadAsync(octets.AsMemory(held, header.Length - held), deadline);
            if (read == 0) break;
            held += read;
        }

        if (status != DecodeStatus.Ok)
        {
            // A proxy that only asks whether somebody listens connects and says nothing.
            if (held == 0) return false;
            shared.Streams.RefusedProxyHeader.Increment();
            if (shared.MayComplain()) StreamLog.Refused(shared.Logger, Transport, Peer, $"it is a trusted proxy and begins with no PROXY header: {status}", shared.Streams.RefusedProxyHeader.Value);
            return false;
        }

        if (!header.IsTold) return true;
        if (!tryMove(this, header.Source.ToIPAddress())) return false;
        _address = header.Source;
        _exporter = new(header.Source.ToIPAddress(), header.SourcePort);
        return true;
    }

    private async Task HandOverAsync(CancellationToken stop)
    {
        shared.Ready.Add(this, stop);
        await _taken.WaitAsync(stop);
    }

    private async Task EndAsync(CancellationToken stop)
    {
        socket.Close();
        if (!_hasDelivered || stop.IsCancellationRequested) return;
        _hasEnded = true;
        try
        {
            await HandOverAsync(stop);
        }
        catch (OperationCanceledException)
        {
            // Stopping ends every stream; the next start knows that.
        }
    }

    private CancellationToken Deadline(TimeSpan limit)
    {
        if (!_deadline.TryReset())
        {
            _deadline.Dispose();
            _deadline = new(Timeout.InfiniteTimeSpan, shared.Time);
        }

        if (limit <= TimeSpan.Zero) throw new OperationCanceledException();
        _deadline.CancelAfter(limit);
        return _deadline.Token;
    }

    private void Complain(string reason)
    {
        if (shared.MayComplain()) StreamLog.EndedEarly(shared.Logger, Transport, _exporter, reason);
    }
}
