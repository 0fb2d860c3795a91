using System.Runtime.InteropServices;

namespace Weir.Capture.AfPacket;

/// <summary>Numbers and structures of the kernel's packet sockets (packet(7), linux/if_packet.h). All in host byte order but the protocol.</summary>
internal static class PacketSocket
{
    public const int AddressFamily = 17;
    public const int RawType = 3;
    public const int CloseOnExec = 0x80000;

    /// <summary>ETH_P_ALL, in network byte order.</summary>
    public static readonly ushort AllProtocols = BitConverter.IsLittleEndian ? (ushort)0x0300 : (ushort)0x0003;

    public const int SocketLevel = 1, SocketError = 4, AttachFilter = 26, DetachFilter = 27;
    public const int PacketLevel = 263;
    public const int AddMembership = 1, RxRing = 5, Statistics = 6, Version = 10, VirtualHeader = 15, Fanout = 18, IgnoreOutgoing = 23;
    public const int TpacketV3 = 2;
    public const ushort MembershipPromiscuous = 1;

    /// <summary>sll_pkttype of packets that this host sends.</summary>
    public const byte PacketOutgoing = 4;

    public const nuint GetInterfaceFlags = 0x8913, GetHardwareAddress = 0x8927;
    public const ushort InterfaceIsUp = 1;
    public const int InterfaceNameSize = 16;

    public const int ReadWriteProtection = 3, SharedMapping = 1;

    public const int NotPermitted = 1, AccessDenied = 13, NetworkDown = 100, OutOfMemory = 12;

    /// <summary>struct sockaddr_ll: 20 octets, the address not aligned.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    public struct LinkAddress
    {
        public ushort Family;
        public ushort Protocol;
        public int InterfaceIndex;
        public ushort HardwareType;
        public byte PacketType;
        public byte AddressLength;
        public ulong Address;
    }

    /// <summary>struct tpacket_req3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct RingRequest
    {
        public uint BlockSize;
        public uint BlockCount;
        public uint FrameSize;
        public uint FrameCount;
        public uint RetireMilliseconds;
        public uint PrivateSize;
        public uint Features;
    }

    /// <summary>struct sock_fprog.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FilterRequest
    {
        public ushort Length;
        public nint Instructions;
    }

    /// <summary>struct packet_mreq.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Membership
    {
        public int InterfaceIndex;
        public ushort Type;
        public ushort AddressLength;
        public ulong Address;
    }

    /// <summary>struct tpacket_stats_v3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct RingStatistics
    {
        public uint Packets;
        public uint Drops;
        public uint Freezes;
    }
}
