using System.Runtime.InteropServices;
using Weir.Capture.Interop;

namespace Weir.Capture.Netlink;

/// <summary>
/// A netlink socket that the kernel sends to by itself (netlink(7)): events of multicast groups, or packets. Reading never blocks; what
/// is lost for want of room is told by <see cref="ReceiveStatus.Overrun"/>. One thread at a time.
/// </summary>
internal sealed unsafe class NetlinkListener : IDisposable
{
    /// <summary>EPERM, EAGAIN, ENOBUFS, EINTR.</summary>
    public const int NotPermitted = 1, NothingThere = 11, NoBuffers = 105;

    private const int Interrupted = 4;
    private const int AddressFamily = 16, RawType = 3, CloseOnExec = 0x80000, NonBlocking = 0x800;
    private const int AddressSize = 12;
    private const int SocketLevel = 1, ReceiveBuffer = 8, ReceiveBufferForce = 33;
    private const int NetlinkLevel = 270, AddMembership = 1, DropMembership = 2, BroadcastError = 4, NoOverruns = 5;
    private const int Truncate = 0x20, Peek = 2;

    private readonly SocketDescriptor _socket;
    private uint _sequence;

    private NetlinkListener(SocketDescriptor socket) => _socket = socket;

    /// <summary>Octets the kernel keeps for this socket: twice what was asked, where it gave that.</summary>
    public int BufferOctets { get; private init; }

    /// <summary>Whether this process has CAP_NET_ADMIN.</summary>
    public bool IsAdministrator { get; private init; }

    /// <summary>Opens a socket of a netlink family with room for that many octets of what was not read yet.</summary>
    /// <exception cref="IOException">The kernel has no such family.</exception>
    public static NetlinkListener Open(int protocol, int receiveBufferOctets)
    {
        SocketDescriptor socket = LibC.Socket(AddressFamily, RawType | CloseOnExec | NonBlocking, protocol);
        if (socket.IsInvalid) throw new IOException($"netlink socket: {Marshal.GetLastPInvokeErrorMessage()}");
        // Without CAP_NET_ADMIN the kernel gives what net.core.rmem_max allows.
        bool isAdministrator = LibC.SetSocketOption(socket, SocketLevel, ReceiveBufferForce, &receiveBufferOctets, sizeof(int)) == 0;
        if (!isAdministrator)
            _ = LibC.SetSocketOption(socket, SocketLevel, ReceiveBuffer, &receiveBufferOctets, sizeof(int));
        // Without a port of its own a socket has that of the kernel, whose broadcasts pass over whoever sent them.
        byte* address = stackalloc byte[AddressSize];
        new Span<byte>(address, AddressSize).Clear();
        *(ushort*)address = AddressFamily;
        if (LibC.Bind(socket, address, AddressSize) != 0) throw new IOException($"netlink bind: {Marshal.GetLastPInvokeErrorMessage()}");
        int given = 0;
        uint size = sizeof(int);
        _ = LibC.GetSocketOption(socket, SocketLevel, ReceiveBuffer, &given, &size);
        return new(socket) { BufferOctets = given, IsAdministrator = isAdministrator };
    }

    /// <summary>Has the events of a multicast group sent here.</summary>
    /// <returns>0, or the error.</returns>
    public int Join(int group) => Set(AddMembership, group);

    /// <summary>Has them sent no longer.</summary>
    public void Leave(int group) => _ = Set(DropMembership, group);

    /// <summary>
    /// Lets the kernel know where an event found no room, instead of this socket: connection tracking then keeps the connection and
    /// tells its end again.
    /// </summary>
    /// <returns>0, or the error.</returns>
    public int ReportLossToSender() => Set(BroadcastError, 1) is not 0 and var error ? error : Set(NoOverruns, 1);

    /// <summary>Sends a request that the kernel answers only where it refuses.</summary>
    /// <returns>0, or the error. An answer is there when sending returns, and before anything else: nothing is sent to a socket refused.</returns>
    public int Request(ushort type, ReadOnlySpan<byte> body)
    {
        Span<byte> request = stackalloc byte[NetlinkHeader.Size + body.Length];
        MemoryMarshal.Write(request, new NetlinkHeader((uint)request.Length, type, NetlinkHeader.Request, ++_sequence, 0));
        body.CopyTo(request[NetlinkHeader.Size..]);
        fixed (byte* octets = request)
        {
            if (LibC.Send(_socket, octets, (nuint)request.Length, 0) != request.Length) return Marshal.GetLastPInvokeError();
        }

        byte* answer = stackalloc byte[NetlinkHeader.Size + sizeof(int)];
        nint length = LibC.Receive(_socket, answer, NetlinkHeader.Size + sizeof(int), Peek);
        return length >= NetlinkHeader.Size + sizeof(int) && ((NetlinkHeader*)answer)->Type == NetlinkHeader.Error
            ? -*(int*)(answer + NetlinkHeader.Size)
            : 0;
    }

    /// <summary>Reads one datagram.</summary>
    /// <param name="to">Room for it.</param>
    /// <param name="room">Octets of that.</param>
    /// <param name="length">Octets read.</param>
    public ReceiveStatus Receive(byte* to, int room, out int length)
    {
        nint received;
        do
        {
            received = LibC.Receive(_socket, to, (nuint)room, Truncate);
        }
        while (received < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        length = (int)Math.Clamp(received, 0, room);
        if (received >= 0) return received <= room ? ReceiveStatus.Datagram : ReceiveStatus.Truncated;
        return Marshal.GetLastPInvokeError() switch
        {
            NothingThere => ReceiveStatus.Nothing,
            NoBuffers => ReceiveStatus.Overrun,
            int error => throw new IOException($"netlink recv: {Marshal.GetPInvokeErrorMessage(error)}"),
        };
    }

    /// <summary>Waits until there is something to read, or that long.</summary>
    public void Wait(int milliseconds)
    {
        LibC.PollDescriptor descriptor = new() { Descriptor = (int)_socket.DangerousGetHandle(), Events = LibC.PollIn };
        _ = LibC.Poll(&descriptor, 1, milliseconds);
    }

    public void Dispose() => _socket.Dispose();

    private int Set(int option, int value) =>
        LibC.SetSocketOption(_socket, NetlinkLevel, option, &value, sizeof(int)) == 0 ? 0 : Marshal.GetLastPInvokeError();
}

/// <summary>What a read of a <see cref="NetlinkListener"/> brought.</summary>
internal enum ReceiveStatus : byte
{
    /// <summary>A datagram.</summary>
    Datagram,

    /// <summary>A datagram whose end did not fit.</summary>
    Truncated,

    /// <summary>There is none now.</summary>
    Nothing,

    /// <summary>The kernel dropped datagrams since the last read; it does not say how many.</summary>
    Overrun,
}
