using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Weir.Collector.Listening.Interop;
using Weir.Wire.Primitives;

namespace Weir.Collector.Listening;

/// <summary>One bound socket.</summary>
internal sealed unsafe class UdpSocket : IDisposable
{
    private const int DropsIndex = 8; // SK_MEMINFO_DROPS
    private const int MemoryInfoCount = 9;

    private const int V4NameSize = 16; // sockaddr_in
    private const int V6NameSize = 28; // sockaddr_in6

    private uint _drops;

    private UdpSocket(int descriptor, IPEndPoint localEndpoint, int receiveBufferBytes)
    {
        Descriptor = descriptor;
        LocalEndpoint = localEndpoint;
        ReceiveBufferBytes = receiveBufferBytes;
    }

    public int Descriptor { get; }

    /// <summary>Where it is bound; the port is told where any was asked for.</summary>
    public IPEndPoint LocalEndpoint { get; }

    /// <summary>The receive buffer that the kernel gave.</summary>
    public int ReceiveBufferBytes { get; }

    /// <summary>Binds a socket.</summary>
    /// <exception cref="ListenException">It can not be bound.</exception>
    public static UdpSocket Bind(IPEndPoint endpoint, int receiveBufferBytes, bool isShared = false)
    {
        bool isV6 = endpoint.AddressFamily == AddressFamily.InterNetworkV6;
        int descriptor = SocketCalls.Socket(isV6 ? SocketCalls.Inet6 : SocketCalls.Inet, SocketCalls.Datagram, 0);
        int error = descriptor < 0 ? Marshal.GetLastPInvokeError() : TryBind(descriptor, endpoint, isShared);
        if (error == 0) return new UdpSocket(descriptor, LocalEndpointOf(descriptor), AskForBuffer(descriptor, receiveBufferBytes));
        if (descriptor >= 0) _ = SocketCalls.Close(descriptor);
        if (error is SocketCalls.FamilyNotSupported or SocketCalls.AddressNotAvailable && endpoint.Address.Equals(IPAddress.IPv6Any))
            return Bind(new IPEndPoint(IPAddress.Any, endpoint.Port), receiveBufferBytes, isShared);
        throw new ListenException(endpoint, Explain(error, endpoint));
    }

    /// <summary>Datagrams the kernel dropped at this socket since the last time this was asked.</summary>
    /// <remarks>
    /// SO_MEMINFO has the same counter that SO_RXQ_OVFL sends along, but does not wait for a next datagram to tell it, and costs one
    /// call now and then rather than a control message with each datagram.
    /// </remarks>
    public long TakeDrops()
    {
        uint* info = stackalloc uint[MemoryInfoCount];
        int length = MemoryInfoCount * sizeof(uint);
        if (SocketCalls.GetSockOpt(Descriptor, SocketCalls.SocketLevel, SocketCalls.MemoryInfo, info, &length) != 0
            || length < MemoryInfoCount * sizeof(uint))
            return 0;
        uint more = info[DropsIndex] - _drops; // it wraps
        _drops = info[DropsIndex];
        return more;
    }

    /// <summary>
    /// Sends a datagram from where the socket is bound. What the network does not take is lost, as on the way. A link-local IPv6 address
    /// cannot be answered: what its zone was is not known here.
    /// </summary>
    public void Send(ReadOnlySpan<byte> datagram, IpAddress address, ushort port)
    {
        bool isV6 = LocalEndpoint.AddressFamily == AddressFamily.InterNetworkV6;
        byte* name = stackalloc byte[V6NameSize];
        var octets = new Span<byte>(name, V6NameSize);
        octets.Clear();
        *(ushort*)name = (ushort)(isV6 ? SocketCalls.Inet6 : SocketCalls.Inet);
        BinaryPrimitives.WriteUInt16BigEndian(octets[2..], port);
        if (isV6) address.WriteV6(octets[8..]);
        else BinaryPrimitives.WriteUInt32BigEndian(octets[4..], address.V4Bits);
        fixed (byte* payload = datagram) _ = SocketCalls.SendTo(Descriptor, payload, (nuint)datagram.Length, SocketCalls.DontWait, name, isV6 ? V6NameSize : V4NameSize);
    }

    public void Dispose() => _ = SocketCalls.Close(Descriptor);

    private static int TryBind(int descriptor, IPEndPoint endpoint, bool isShared)
    {
        int off = 0;
        if (endpoint.AddressFamily == AddressFamily.InterNetworkV6)
            _ = SocketCalls.SetSockOpt(descriptor, SocketCalls.Ipv6Level, SocketCalls.Ipv6Only, &off, sizeof(int));

        // The kernel's own time of receipt stays right when datagrams wait in the buffer; without it the batch's time is used.
        int on = 1;
        if (isShared) _ = SocketCalls.SetSockOpt(descriptor, SocketCalls.SocketLevel, SocketCalls.ReusePort, &on, sizeof(int));
        _ = SocketCalls.SetSockOpt(descriptor, SocketCalls.SocketLevel, SocketCalls.TimestampNs, &on, sizeof(int));
        SocketAddress address = endpoint.Serialize();
        fixed (byte* octets = address.Buffer.Span)
            return SocketCalls.Bind(descriptor, octets, address.Size) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    private static IPEndPoint LocalEndpointOf(int descriptor)
    {
        SocketAddress address = new(AddressFamily.InterNetworkV6);
        int length = address.Size;
        fixed (byte* octets = address.Buffer.Span) _ = SocketCalls.GetSockName(descriptor, octets, &length);
        address.Size = length;
        return (IPEndPoint)new IPEndPoint(address.Family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0).Create(address);
    }

    private static int AskForBuffer(int descriptor, int bytes)
    {
        if (SocketCalls.SetSockOpt(descriptor, SocketCalls.SocketLevel, SocketCalls.ReceiveBufferForce, &bytes, sizeof(int)) != 0)
            _ = SocketCalls.SetSockOpt(descriptor, SocketCalls.SocketLevel, SocketCalls.ReceiveBuffer, &bytes, sizeof(int));
        int given = 0;
        int length = sizeof(int);
        _ = SocketCalls.GetSockOpt(descriptor, SocketCalls.SocketLevel, SocketCalls.ReceiveBuffer, &given, &length);
        return given / 2; // the kernel doubles what it gives, for its own bookkeeping (socket(7))
    }

    private static string Explain(int error, IPEndPoint endpoint) => error switch
    {
        SocketCalls.AddressInUse => "another program listens there",
        SocketCalls.PermissionDenied => $"ports below 1024 need root or CAP_NET_BIND_SERVICE; port {endpoint.Port} is one of them",
        SocketCalls.AddressNotAvailable => $"this machine has no address {endpoint.Address}",
        SocketCalls.FamilyNotSupported => "this machine has no IPv6",
        _ => Marshal.GetPInvokeErrorMessage(error),
    };
}
