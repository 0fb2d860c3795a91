using System.Net.Security;
using System.Net.Sockets;
using Weir.Exporter.Transport.Interop;

#pragma warning disable VSTHRD003 // There is no synchronization context to deadlock on: all of this runs on the pool.

namespace Weir.Exporter.Transport.Connections;

/// <summary>A session over TCP, with TLS or without. A collector sends nothing (RFC 7011 section 10.4.1); what comes is read for its end.</summary>
internal sealed class StreamConnection : IConnection
{
    private static readonly TimeSpan ClosePoll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private readonly Socket _socket;
    private readonly CountedStream _counted;
    private readonly Stream _stream;
    private readonly Func<bool> _isProven;
    private long _acknowledged;

    /// <summary>A session over a connected socket, all of which it owns.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="counted">Its octets.</param>
    /// <param name="stream">Where messages are written: the same, or TLS upon it.</param>
    /// <param name="isProven">Until this is true nothing counts as acknowledged.</param>
    public StreamConnection(Socket socket, CountedStream counted, Stream stream, Func<bool>? isProven = null)
    {
        _socket = socket;
        _counted = counted;
        _stream = stream;
        _isProven = isProven ?? (() => true);
        Ended = Task.Run(ReadToEndAsync);
    }

    /// <inheritdoc/>
    public long Written => _counted.Written;

    /// <inheritdoc/>
    public long Acknowledged
    {
        get
        {
            // Written first: what is written after it can only make the queue longer.
            long written = Written;
            if (_isProven() && SocketIo.TryGetUnacknowledged(_socket, out int octets)) _acknowledged = Math.Max(_acknowledged, written - octets);
            return _acknowledged;
        }
    }

    /// <inheritdoc/>
    public Task<string> Ended { get; }

    /// <inheritdoc/>
    public async Task SendAsync(ReadOnlyMemory<byte> messages, CancellationToken cancellation)
    {
        try
        {
            Task writing = _stream.WriteAsync(messages, cancellation).AsTask();

            // A collector that closed its end and reads no more would hold the write for ever.
            if (!writing.IsCompleted && await Task.WhenAny(writing, Ended) != writing)
            {
                _socket.Dispose();
                await writing.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                throw new TransportException(await Ended);
            }

            await writing;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            throw new TransportException(e.InnerException?.Message ?? e.Message, e);
        }
    }

    /// <inheritdoc/>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        try
        {
            if (_stream is SslStream tls) await tls.ShutdownAsync();
            _socket.Shutdown(SocketShutdown.Send);
            for (TimeSpan waited = TimeSpan.Zero; waited < CloseLimit; waited += ClosePoll)
            {
                if (!SocketIo.TryGetUnacknowledged(_socket, out int octets) || octets == 0) return;
                await Task.Delay(ClosePoll, cancellation);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException or InvalidOperationException)
        {
            throw new TransportException(e.Message, e);
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private async Task<string> ReadToEndAsync()
    {
        byte[] ignored = new byte[1024];
        try
        {
            while (await _stream.ReadAsync(ignored) > 0)
            {
                // Not ours to understand.
            }

            return "the collector closed the connection";
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException or InvalidOperationException)
        {
            return e.InnerException?.Message ?? e.Message;
        }
    }
}
