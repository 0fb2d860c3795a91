using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Weir.Exporter.Transport;

/// <summary>
/// Messages as UDP datagrams (RFC 7011 section 10.3). The socket is connected, so that the system knows the path's MTU and
/// tells of refusals; and it does not block, so that a full buffer costs a datagram, not time.
/// </summary>
public sealed class UdpTransport : ITransport
{
    /// <summary>
    /// The longest message by default where the path carries more: what fits Ethernet's 1500 octets over IPv4. There
    /// are collectors whose buffers hold no more.
    /// </summary>
    public const int DefaultMaxMessageLength = 1472;

    /// <summary>The longest message where the path's MTU is unknown: RFC 7011 section 10.3.3's 512 octets without IPv6 and UDP headers.</summary>
    public const int UnknownPathMessageLength = 512 - Ipv6HeadersSize;

    private const int Ipv4HeadersSize = 20 + 8;
    private const int Ipv6HeadersSize = 40 + 8;

    // linux/in.h and linux/in6.h
    private const int LevelIpv4 = 0;
    private const int LevelIpv6 = 41;
    private const int Ipv4Mtu = 14;
    private const int Ipv6Mtu = 24;

    // linux/udp.h: the system cuts one send into datagrams, which costs a fifth of sending each by itself.
    private const int LevelUdp = 17;
    private const int UdpSegment = 103;

    /// <summary>The most that one send may hold with IPv4 and UDP headers, and the segments that all kernels take.</summary>
    private const int MaxRunLength = ushort.MaxValue - Ipv6HeadersSize;
    private const int MaxRunSegments = 64;

    private readonly Socket _socket;
    private readonly int _limit;
    private int _segment;

    private UdpTransport(Socket socket, int limit)
    {
        _socket = socket;
        _limit = limit;
        MaxMessageLength = Math.Min(limit, PathMessageLength());
        MaxRunMessages = TrySegment(0) ? Math.Clamp(MaxRunLength / MaxMessageLength, 1, MaxRunSegments) : 1;
    }

    /// <inheritdoc/>
    public int MaxMessageLength { get; private set; }

    /// <inheritdoc/>
    public int MaxRunMessages { get; private set; }

    /// <summary>Where the datagrams come from.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Makes the socket. Nothing is sent.</summary>
    /// <param name="collector">Where to.</param>
    /// <param name="maxMessageLength">No longer messages, whatever the path carries.</param>
    /// <exception cref="SocketException">There is no way to that address.</exception>
    public static UdpTransport Open(IPEndPoint collector, int maxMessageLength = DefaultMaxMessageLength)
    {
        var socket = new Socket(collector.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        try
        {
            socket.Connect(collector);
            return new UdpTransport(socket, maxMessageLength);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public SendResult Send(ReadOnlySpan<byte> message)
    {
        if (_segment != 0 && message.Length > _segment) TrySegment(0);
        return SendWhole(message);
    }

    private SendResult SendWhole(ReadOnlySpan<byte> message)
    {
        _socket.Send(message, SocketFlags.None, out SocketError error);
        switch (error)
        {
            case SocketError.Success:
                return SendResult.Sent;
            case SocketError.ConnectionRefused:
                return SendAfterRefusal(message);
            case SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable:
                return SendResult.BufferFull;
            case SocketError.MessageSize:
                MaxMessageLength = Math.Min(_limit, PathMessageLength());
                return SendResult.TooLong;
            default:
                return SendResult.Failed;
        }
    }

    /// <inheritdoc/>
    public SendResult SendRun(ReadOnlySpan<byte> messages, int messageLength)
    {
        if (messages.Length <= messageLength) return Send(messages);
        if (TrySegment(messageLength))
        {
            SendResult result = SendWhole(messages);
            if (result != SendResult.Failed) return result;
        }

        // A path that cannot be cut for (IPsec, checksums off): one by one, now and from now on.
        MaxRunMessages = 1;
        TrySegment(0);
        SendResult worst = SendResult.Sent;
        for (; !messages.IsEmpty; messages = messages[Math.Min(messageLength, messages.Length)..])
        {
            SendResult result = Send(messages[..Math.Min(messageLength, messages.Length)]);
            if (result != SendResult.Sent) worst = result;
        }

        return worst;
    }

    public void Dispose() => _socket.Dispose();

    // The refusal is the answer to an earlier datagram, and this one was not sent on account of it. It is sent all the same:
    // the collector may be back. The refusal is what is told.
    private SendResult SendAfterRefusal(ReadOnlySpan<byte> message)
    {
        _socket.Send(message, SocketFlags.None, out _);
        return SendResult.Refused;
    }

    // Only what is longer than a segment is cut, so the last length may stay until another is asked for.
    private bool TrySegment(int length)
    {
        if (length == _segment && length != 0) return true;
        try
        {
            _socket.SetRawSocketOption(LevelUdp, UdpSegment, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
            _segment = length;
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private int PathMessageLength()
    {
        bool ipv4 = _socket.AddressFamily == AddressFamily.InterNetwork;
        Span<byte> option = stackalloc byte[sizeof(int)];
        try
        {
            _socket.GetRawSocketOption(ipv4 ? LevelIpv4 : LevelIpv6, ipv4 ? Ipv4Mtu : Ipv6Mtu, option);
            int mtu = MemoryMarshal.Read<int>(option);
            return Math.Min(mtu, ushort.MaxValue) - (ipv4 ? Ipv4HeadersSize : Ipv6HeadersSize);
        }
        catch (SocketException)
        {
            return UnknownPathMessageLength;
        }
    }
}
