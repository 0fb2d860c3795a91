using System.Net;

namespace Weir.Collector.Listening;

/// <summary>
/// Sockets that outlive a listener: the next one goes on with them, and what comes in between waits in their buffers. Without it each
/// listener binds and closes its own.
/// </summary>
public sealed class ListenerSockets : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPEndPoint, UdpSocket> _waiting = [];

    /// <summary>Closes those that wait but are not wanted any more.</summary>
    /// <param name="endpoints">Where the next listener listens.</param>
    public void Keep(IReadOnlyList<IPEndPoint> endpoints)
    {
        lock (_gate)
        {
            foreach (IPEndPoint gone in _waiting.Keys.Except(endpoints).ToArray())
            {
                _waiting.Remove(gone, out UdpSocket? socket);
                socket?.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Keep([]);

    internal UdpSocket? Take(IPEndPoint endpoint)
    {
        lock (_gate) return _waiting.Remove(endpoint, out UdpSocket? socket) ? socket : null;
    }

    internal void Give(IPEndPoint endpoint, UdpSocket socket)
    {
        lock (_gate)
        {
            if (!_waiting.TryAdd(endpoint, socket)) socket.Dispose();
        }
    }
}
