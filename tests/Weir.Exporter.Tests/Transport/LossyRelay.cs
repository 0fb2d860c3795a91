using System.Net;
using System.Net.Sockets;

namespace Weir.Exporter.Tests.Transport;

/// <summary>Carries datagrams between a client and a server, but for some of the client's.</summary>
internal sealed class LossyRelay : IDisposable
{
    private readonly Socket _near = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _far = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly HashSet<int> _toLose;
    private EndPoint _client = new IPEndPoint(IPAddress.Any, 0);

    public LossyRelay(IPEndPoint server, int[] lost)
    {
        _toLose = [.. lost];
        _near.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _far.Connect(server);
        EndPoint = (IPEndPoint)_near.LocalEndPoint!;
        _ = Task.Run(ForwardAsync);
        _ = Task.Run(BackwardAsync);
    }

    public IPEndPoint EndPoint { get; }

    public int Lost { get; private set; }

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
    }

    private async Task ForwardAsync()
    {
        byte[] buffer = new byte[65536];
        for (int number = 0; ; number++)
        {
            SocketReceiveFromResult result = await _near.ReceiveFromAsync(buffer, _client);
            _client = result.RemoteEndPoint;
            if (_toLose.Contains(number)) Lost++;
            else await _far.SendAsync(buffer.AsMemory(0, result.ReceivedBytes));
        }
    }

    private async Task BackwardAsync()
    {
        byte[] buffer = new byte[65536];
        while (true)
        {
            int length = await _far.ReceiveAsync(buffer);
            await _near.SendToAsync(buffer.AsMemory(0, length), _client);
        }
    }
}
