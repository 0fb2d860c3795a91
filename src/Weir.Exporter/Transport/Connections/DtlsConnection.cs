using System.Net.Sockets;
using Weir.Flows.Dtls;

namespace Weir.Exporter.Transport.Connections;

/// <summary>A DTLS session after its handshake.</summary>
internal sealed class DtlsConnection : IConnection
{
    private readonly DtlsSession _session;
    private readonly Socket _socket;
    private readonly Lock _gate = new();
    private readonly Action<ReadOnlyMemory<byte>> _send;
    private readonly TimeSpan _lifetime;
    private readonly TimeProvider _clock;
    private readonly long _begun;
    private long _written;

    /// <summary>A connection that owns session and socket.</summary>
    public DtlsConnection(DtlsSession session, Socket socket, bool continues, TimeSpan lifetime, TimeProvider clock)
    {
        _session = session;
        _socket = socket;
        Continues = continues;
        _lifetime = lifetime;
        _clock = clock;
        _begun = clock.GetTimestamp();
        _send = record => _socket.Send(record.Span);
        Ended = Task.Run(ReadToEndAsync);
    }

    /// <inheritdoc/>
    public long Written => _written;

    /// <summary>What was written; that nothing is heard of its loss for a while is all that UDP can tell.</summary>
    public long Acknowledged => _written;

    /// <inheritdoc/>
    public Task<string> Ended { get; }

    /// <inheritdoc/>
    public bool Continues { get; }

    /// <inheritdoc/>
    public bool IsAged => _lifetime > TimeSpan.Zero && _clock.GetElapsedTime(_begun) >= _lifetime;

    /// <inheritdoc/>
    public Task SendAsync(ReadOnlyMemory<byte> messages, CancellationToken cancellation)
    {
        try
        {
            lock (_gate)
            {
                // A datagram waits at most for the interface's queue.
                if (_session.Write(messages.Span) != DtlsStep.Done) throw new TransportException(_session.Error);
                _session.Take(_send);
            }
        }
        catch (SocketException e)
        {
            throw new TransportException(e.Message, e);
        }

        _written += messages.Length;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task CloseAsync(CancellationToken cancellation)
    {
        try
        {
            lock (_gate)
            {
                _session.Close();
                _session.Take(_send);
            }
        }
        catch (SocketException e)
        {
            throw new TransportException(e.Message, e);
        }

        return Task.CompletedTask;
    }

    public void Dispose()
    {
        // Ends the reading, which uses the session.
        _socket.Dispose();
#pragma warning disable VSTHRD002 // It ends with the socket.
        Ended.Wait();
#pragma warning restore VSTHRD002
        _session.Dispose();
    }

    private async Task<string> ReadToEndAsync()
    {
        byte[] datagram = new byte[ushort.MaxValue];
        try
        {
            while (true)
            {
                int length = await _socket.ReceiveAsync(datagram);
                lock (_gate)
                {
                    _session.Put(datagram.AsSpan(0, length));
                    DtlsStep step = _session.Read();
                    _session.Take(_send);
                    if (step == DtlsStep.Closed) return "the collector closed the session";
                    if (step == DtlsStep.Failed) return _session.Error;
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return e.Message;
        }
    }
}
