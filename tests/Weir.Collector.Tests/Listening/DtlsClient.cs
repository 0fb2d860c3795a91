using System.Net;
using System.Net.Sockets;
using Weir.Flows.Dtls;

namespace Weir.Collector.Tests.Listening;

/// <summary>A DTLS client whose steps a test takes one by one, with the datagrams in its hands.</summary>
internal sealed class DtlsClient : IDisposable
{
    private readonly DtlsSession _session;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _datagram = new byte[ushort.MaxValue];

    public DtlsClient(DtlsContext context, IPEndPoint server, IPEndPoint? from = null)
    {
        _session = DtlsSession.ForClient(context, "collector.test", 1400);
        if (from is not null) _socket.Bind(from);
        _socket.Connect(server);
        _socket.Blocking = false;
    }

    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>What it would send now, not sent.</summary>
    public IReadOnlyList<byte[]> Flight()
    {
        _ = _session.Handshake();
        var flight = new List<byte[]>();
        _session.Take(datagram => flight.Add(datagram.ToArray()));
        return flight;
    }

    /// <summary>Uses what has come; what it would send then, not sent.</summary>
    public IReadOnlyList<byte[]> Answer()
    {
        foreach (byte[] datagram in Take()) _session.Put(datagram);
        return Flight();
    }

    public void Send(byte[] datagram) => _socket.Send(datagram);

    /// <summary>What has come, not used yet.</summary>
    public IReadOnlyList<byte[]> Take()
    {
        var taken = new List<byte[]>();
        while (_socket.Poll(0, SelectMode.SelectRead))
        {
            try
            {
                taken.Add(_datagram[.._socket.Receive(_datagram)]);
            }
            catch (SocketException)
            {
                break; // nobody listens there any more
            }
        }

        return taken;
    }

    /// <summary>Uses what has come and sends what is next.</summary>
    public DtlsStep Step()
    {
        foreach (byte[] datagram in Take()) _session.Put(datagram);
        DtlsStep step = _session.Handshake();
        _session.Take(datagram => _socket.Send(datagram.Span));
        return step;
    }

    /// <summary>Sends a message, once the handshake is over.</summary>
    public void Write(byte[] message)
    {
        Assert.Equal(DtlsStep.Done, _session.Write(message));
        _session.Take(datagram => _socket.Send(datagram.Span));
    }

    /// <summary>Whether the server has said that it ends the session.</summary>
    public bool IsEnded()
    {
        foreach (byte[] datagram in Take()) _session.Put(datagram);
        return _session.Read() == DtlsStep.Closed;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _session.Dispose();
    }
}
