using System.Net.Sockets;

#pragma warning disable VSTHRD003 // There is no synchronization context to deadlock on: all of this runs on the pool.

namespace Weir.Exporter.Transport.Connections;

/// <summary>UDP from one error to the next.</summary>
internal sealed class UdpConnection : IConnection
{
    /// <summary>How long the first message goes alone: an ICMP message comes within a round trip, and one second is a long one.</summary>
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly TimeProvider _clock;

    /// <summary>Over a connected socket, which it owns.</summary>
    public UdpConnection(Socket socket, TimeProvider clock)
    {
        _socket = socket;
        _clock = clock;
        Ended = Task.Run(ReadToErrorAsync);
    }

    /// <inheritdoc/>
    public long Written { get; private set; }

    /// <summary>What was written; that nothing is heard of its loss for a while is all that UDP can tell.</summary>
    public long Acknowledged => Written;

    /// <inheritdoc/>
    public Task<string> Ended { get; }

    /// <inheritdoc/>
    public async Task SendAsync(ReadOnlyMemory<byte> messages, CancellationToken cancellation)
    {
        try
        {
            await _socket.SendAsync(messages, cancellation);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new TransportException(e.Message, e);
        }

        if (Written == 0)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(Ended, Task.Delay(ProbeTime, _clock, limit.Token));
            await limit.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            if (Ended.IsCompleted) throw new TransportException(await Ended);
        }

        Written += messages.Length;
    }

    /// <inheritdoc/>
    public Task CloseAsync(CancellationToken cancellation) => Task.CompletedTask;

    public void Dispose() => _socket.Dispose();

    private async Task<string> ReadToErrorAsync()
    {
        byte[] ignored = new byte[1024];
        try
        {
            while (true) await _socket.ReceiveAsync(ignored);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return e.Message;
        }
    }
}
