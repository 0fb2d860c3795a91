using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Weir.EndToEnd.Tests;

/// <summary>Sends messages to a port of this host, whoever listens there at the moment. What nobody takes is lost.</summary>
internal sealed class NumberedSender(NumberedTransport transport, int port) : IDisposable
{
    private const int RetryMilliseconds = 10;

    private Socket? _socket;
    private Stream? _stream;

    /// <summary>Sends one.</summary>
    /// <returns>Whether it is the first on a new connection.</returns>
    /// <exception cref="IOException">Nobody takes it; the next one is tried on a new connection.</exception>
    /// <exception cref="SocketException">The same.</exception>
    public bool Send(ReadOnlySpan<byte> message)
    {
        bool isFirst = _socket is null;
        try
        {
            if (_socket is null) Connect();
            if (_stream is null) _socket!.Send(message);
            else _stream.Write(message);
            return isFirst;
        }
        catch
        {
            if (transport != NumberedTransport.Udp)
            {
                Dispose();
                Thread.Sleep(RetryMilliseconds); // between attempts: a port tells nobody that somebody listens
            }

            throw;
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _socket?.Dispose();
        (_socket, _stream) = (null, null);
    }

    private void Connect()
    {
        _socket = transport == NumberedTransport.Udp
            ? new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
            : new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _socket.Connect(IPAddress.Loopback, port);
        if (transport == NumberedTransport.Udp) return;
        // Where nobody listens on a port that connections may come from, TCP can connect it to itself (RFC 9293 section 3.5).
        if (_socket.LocalEndPoint!.Equals(_socket.RemoteEndPoint)) throw new IOException("nobody listens");
        _stream = new NetworkStream(_socket);
        if (transport == NumberedTransport.Tcp) return;
#pragma warning disable CA5359 // Whose certificate it is is not what is tested here.
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        tls.AuthenticateAsClient("collector.test");
        _stream = tls;
    }
}
