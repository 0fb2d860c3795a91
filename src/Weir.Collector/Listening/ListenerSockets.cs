using System.Net;

namespace Weir.Collector.Listening;

/// <summary>
/// Sockets that outlive a listener: the next one goes on with them, and what comes in between waits in their buffers. Without it each
/// listener binds and closes its own.
/// </summary>
public sealed class ListenerSockets : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPEndPoint, Queue<UdpSocket>> _waiting = [];
    private int _each = 1;

    /// <summary>
    /// Closes those that wait but are not wanted any more. Where another number shares each endpoint all are closed: how many do is
    /// said when a socket is bound, and one that nobody reads would keep what the kernel gives it.
    /// </summary>
    /// <param name="endpoints">Where the next listeners listen.</param>
    /// <param name="each">How many listeners there are for each.</param>
    public void Keep(IReadOnlyList<IPEndPoint> endpoints, int each = 1)
    {
        lock (_gate)
        {
            foreach (IPEndPoint gone in _waiting.Keys.Except(each == _each ? endpoints : []).ToArray())
            {
                _waiting.Remove(gone, out Queue<UdpSocket>? sockets);
                foreach (UdpSocket socket in sockets ?? []) socket.Dispose();
            }

            _each = each;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Keep([]);

    internal UdpSocket? Take(IPEndPoint endpoint)
    {
        lock (_gate) return _waiting.TryGetValue(endpoint, out Queue<UdpSocket>? sockets) && sockets.TryDequeue(out UdpSocket? socket) ? socket : null;
    }

    internal void Give(IPEndPoint endpoint, UdpSocket socket)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(endpoint, out Queue<UdpSocket>? sockets)) _waiting[endpoint] = sockets = new();
            if (sockets.Count < _each) sockets.Enqueue(socket);
            else socket.Dispose();
        }
    }
}
