using System.Runtime.InteropServices;

namespace Weir.Collector.Listening.Interop;

/// <summary>The socket calls of Linux that the framework does not offer: many datagrams with one call, and what the kernel knows of each.</summary>
internal static unsafe partial class SocketCalls
{
    internal const int Inet = 2; // AF_INET
    internal const int Inet6 = 10; // AF_INET6
    internal const int Datagram = 2 | 0x80000 | 0x800; // SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK

    internal const int SocketLevel = 1; // SOL_SOCKET
    internal const int ReceiveBuffer = 8; // SO_RCVBUF
    internal const int ReusePort = 15; // SO_REUSEPORT
    internal const int ReceiveBufferForce = 33; // SO_RCVBUFFORCE
    internal const int TimestampNs = 35; // SO_TIMESTAMPNS, also the type of its control message
    internal const int MemoryInfo = 55; // SO_MEMINFO
    internal const int Ipv6Level = 41; // IPPROTO_IPV6
    internal const int Ipv6Only = 26; // IPV6_V6ONLY

    internal const int DontWait = 0x40; // MSG_DONTWAIT
    internal const int Truncated = 0x20; // MSG_TRUNC
    internal const short PollIn = 1;

    internal const int NotPermitted = 1; // EPERM
    internal const int PermissionDenied = 13; // EACCES
    internal const int Interrupted = 4; // EINTR
    internal const int WouldBlock = 11; // EAGAIN
    internal const int MessageTooLong = 90; // EMSGSIZE
    internal const int FamilyNotSupported = 97; // EAFNOSUPPORT
    internal const int AddressInUse = 98; // EADDRINUSE
    internal const int AddressNotAvailable = 99; // EADDRNOTAVAIL
    internal const int NoBuffers = 105; // ENOBUFS
    internal const int ConnectionRefused = 111; // ECONNREFUSED

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    internal static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    internal static partial int Bind(int socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    internal static partial int GetSockName(int socket, byte* address, int* length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int SetSockOpt(int socket, int level, int option, void* value, int length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    internal static partial int GetSockOpt(int socket, int level, int option, void* value, int* length);

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    internal static partial int RecvMMsg(int socket, MMsgHdr* messages, uint count, int flags, void* timeout);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    internal static partial nint Send(int socket, byte* octets, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    internal static partial nint SendTo(int socket, byte* octets, nuint length, int flags, byte* address, int addressLength);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollFd* sockets, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int socket);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct IoVec
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary>struct mmsghdr with the struct msghdr it begins with, as they are on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    internal struct MMsgHdr
    {
        [FieldOffset(0)] public byte* Name;
        [FieldOffset(8)] public uint NameLength;
        [FieldOffset(16)] public IoVec* Vectors;
        [FieldOffset(24)] public nuint VectorCount;
        [FieldOffset(32)] public byte* Control;
        [FieldOffset(40)] public nuint ControlLength;
        [FieldOffset(48)] public int Flags;
        [FieldOffset(56)] public uint Length;
    }

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollFd
    {
        public int Socket;
        public short Events;
        public short Returned;
    }
}
