using System.Net;
using System.Net.Sockets;

namespace Weir.Capture.Tests.Netfilter;

/// <summary>Short flows on the loopback interface of the calling thread's network namespace.</summary>
internal static class LoopbackTraffic
{
    private static readonly byte[] Payload = new byte[1400];

    /// <summary>Each from a port of its own: so many datagrams to a port, and an answer to each.</summary>
    public static void Udp(int flows, int datagrams, int port)
    {
        using Socket server = Bound(port);
        byte[] buffer = new byte[2048];
        for (int flow = 0; flow < flows; flow++)
        {
            using Socket client = Bound(0);
            client.Connect(IPAddress.Loopback, port);
            for (int i = 0; i < datagrams; i++)
            {
                client.Send(Payload.AsSpan(0, 20 + flow % 500));
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                server.ReceiveFrom(buffer, ref from);
                server.SendTo(Payload.AsSpan(0, 100), from);
                client.Receive(buffer);
            }
        }
    }

    /// <summary>Each a connection that is opened, carries octets both ways and is closed by both.</summary>
    public static void Tcp(int flows, int port) => Tcp(flows, new IPEndPoint(IPAddress.Loopback, port), new IPEndPoint(IPAddress.Loopback, port));

    /// <summary>A connection to an address that a rule translates to another one.</summary>
    public static void TcpThrough(string outer, int outerPort, string inner, int innerPort) =>
        Tcp(1, new IPEndPoint(IPAddress.Parse(outer), outerPort), new IPEndPoint(IPAddress.Parse(inner), innerPort));

    private static void Tcp(int flows, IPEndPoint to, IPEndPoint at)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(at);
        listener.Listen();
        byte[] buffer = new byte[4096];
        for (int flow = 0; flow < flows; flow++)
        {
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(to);
            using Socket server = listener.Accept();
            client.Send(Payload.AsSpan(0, 1 + flow % 1000));
            server.Receive(buffer);
            server.Send(Payload.AsSpan(0, 700));
            client.Receive(buffer);
            client.Shutdown(SocketShutdown.Both);
            server.Shutdown(SocketShutdown.Both);
        }
    }

    /// <summary>Datagrams to a port that somebody is bound to and nobody reads, as fast as it goes.</summary>
    public static void Burst(int datagrams, int port, int octets = 100)
    {
        using Socket server = Bound(port);
        using Socket client = Bound(0);
        client.Connect(IPAddress.Loopback, port);
        for (int i = 0; i < datagrams; i++) client.Send(Payload.AsSpan(0, octets));
    }

    private static Socket Bound(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }
}
