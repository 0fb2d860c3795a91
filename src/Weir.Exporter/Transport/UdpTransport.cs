using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Weir.Exporter.Transport;

/// <summary>
/// Messages as UDP datagrams (RFC 7011 section 10.3). The socket is connected, so that the system knows the path's MTU and
/// tells of refusals; and it does not block, so that a full buffer costs a datagram, not time. Datagrams are not fragmented: one that
/// the path does not carry is told of, and messages are shorter from then on, until the path carries more again. Checksums are on,
/// as section 10.3.2 demands and the system does by itself.
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
    private const int Ipv4Tos = 1;
    private const int Ipv4Ttl = 2;
    private const int Ipv4MtuDiscover = 10;
    private const int Ipv4Mtu = 14;
    private const int Ipv6Hops = 16;
    private const int Ipv6MtuDiscover = 23;
    private const int Ipv6Mtu = 24;
    private const int Ipv6TrafficClass = 67;
    private const int NeverFragment = 2; // IP_PMTUDISC_DO
    private const int DscpShift = 2;

    // linux/udp.h: the system cuts one send into datagrams, which costs a fifth of sending each by itself.
    private const int LevelUdp = 17;
    private const int UdpSegment = 103;

    /// <summary>The most that one send may hold with IPv4 and UDP headers, and the segments that all kernels take.</summary>
    private const int MaxRunLength = ushort.MaxValue - Ipv6HeadersSize;
    private const int MaxRunSegments = 64;

    /// <summary>
    /// Messages between two looks at a path that was too narrow. The system forgets what a router said after ten minutes, and an
    /// interface's MTU may be set anew at any time; a look costs less than a hundredth of these sends.
    /// </summary>
    private const int PathCheckMessages = 256;

    private readonly Socket _socket;
    private readonly int _limit;
    private int _untilCheck = PathCheckMessages;
    private int _segment;

    private UdpTransport(Socket socket, int limit, bool joinMessages)
    {
        _socket = socket;
        _limit = limit;
        MaxMessageLength = Math.Min(limit, PathMessageLength());
        MaxRunMessages = joinMessages && TrySegment(0) ? Math.Clamp(MaxRunLength / MaxMessageLength, 1, MaxRunSegments) : 1;
    }

    /// <inheritdoc/>
    public int MaxMessageLength { get; private set; }

    /// <inheritdoc/>
    public int MaxRunMessages { get; private set; }

    /// <summary>The socket, for tests to ask.</summary>
    internal Socket Socket => _socket;

    /// <summary>Where the datagrams come from.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Makes the socket. Nothing is sent.</summary>
    /// <param name="collector">Where to.</param>
    /// <param name="maxMessageLength">No longer messages, whatever the path carries.</param>
    /// <exception cref="SocketException">There is no way to that address.</exception>
    public static UdpTransport Open(IPEndPoint collector, int maxMessageLength = DefaultMaxMessageLength) =>
        Open(new UdpTransportOptions { Collector = collector, MaxMessageLength = maxMessageLength });

    /// <summary>Makes the socket. Nothing is sent.</summary>
    /// <exception cref="SocketException">There is no way to that address, or the source is not ours.</exception>
    public static UdpTransport Open(UdpTransportOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)options.Dscp, 63u, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)options.HopLimit, 255u, nameof(options));
        Socket socket = NewSocket(options, neverFragment: true);
        try
        {
            socket.Blocking = false;
            if (options.Source is not null) socket.Bind(options.Source);
            socket.Connect(options.Collector);
            options.UsesPath?.Invoke(new((byte)ProtocolType.Udp, (IPEndPoint)socket.LocalEndPoint!, options.Collector));
            return new UdpTransport(socket, options.MaxMessageLength, options.JoinMessages);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A socket with the options of its datagrams, not bound and not connected.</summary>
    internal static Socket NewSocket(UdpTransportOptions options, bool neverFragment)
    {
        var socket = new Socket(options.Collector.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            bool ipv4 = socket.AddressFamily == AddressFamily.InterNetwork;
            if (neverFragment) Set(ipv4 ? Ipv4MtuDiscover : Ipv6MtuDiscover, NeverFragment);
            if (options.Dscp > 0) Set(ipv4 ? Ipv4Tos : Ipv6TrafficClass, options.Dscp << DscpShift);
            if (options.HopLimit > 0) Set(ipv4 ? Ipv4Ttl : Ipv6Hops, options.HopLimit);
            return socket;

            void Set(int option, int value) =>
                socket.SetRawSocketOption(ipv4 ? LevelIpv4 : LevelIpv6, option, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));
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
                if (MaxMessageLength < _limit && --_untilCheck == 0) LookAtPath();
                return SendResult.Sent;
            case SocketError.ConnectionRefused:
                return SendAfterRefusal(message);
            case SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable:
                return SendResult.BufferFull;
            case SocketError.MessageSize:
                LookAtPath();
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

    private void LookAtPath()
    {
        MaxMessageLength = Math.Min(_limit, PathMessageLength());
        _untilCheck = PathCheckMessages;
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
