using System.Runtime.InteropServices;
using Weir.Wire.Packets;

namespace Weir.Exporter.Metering;

/// <summary>
/// One flow in the table: two cache lines. A packet of a known flow reads and writes only the first; the second holds what
/// is set once by the flow's first packet, and the upper halves of the counters.
/// <code>
///   0 key                                                              40 last seen       48 packets  52 octets
///  56 active tick   60 TCP flags  62 first TTL  63 state
///  64 first seen    72 packets, octets (upper)    80 source MAC   88 destination MAC
///  96 interface    100 flow label   104 fragment id   108 VLAN   110 ToS  111 parts   112 hash   116 wheel place
/// 120 smallest TTL  121 largest TTL
/// </code>
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct FlowEntry
{
    /// <summary>Octets of an entry.</summary>
    public const int Size = 128;

    /// <summary>Octets from an entry to its second cache line.</summary>
    public const int SecondLine = 64;

    [FieldOffset(0)] public FlowKey Key;

    /// <summary>Time of the last packet.</summary>
    [FieldOffset(40)] public long LastNs;

    /// <summary>Lower 32 bits of the packet count.</summary>
    [FieldOffset(48)] public uint Packets;

    /// <summary>Lower 32 bits of the octet count.</summary>
    [FieldOffset(52)] public uint Octets;

    /// <summary>Wheel tick (modulo 2^32) in which the active timeout may run out; before it, no need to look at the second line.</summary>
    [FieldOffset(56)] public uint ActiveTick;

    [FieldOffset(60)] public ushort TcpFlags;

    /// <summary>TTL of the first packet. Most flows have no other, so that only a packet with another one needs the second line.</summary>
    [FieldOffset(62)] public byte FirstTtl;
    [FieldOffset(63)] public FlowState State;

    /// <summary>Time of the first packet.</summary>
    [FieldOffset(64)] public long FirstNs;
    [FieldOffset(72)] public uint PacketsUpper;
    [FieldOffset(76)] public uint OctetsUpper;
    [FieldOffset(80)] public ulong SourceMac;
    [FieldOffset(88)] public ulong DestinationMac;
    [FieldOffset(96)] public uint InterfaceIndex;
    [FieldOffset(100)] public uint FlowLabel;
    [FieldOffset(104)] public uint FragmentId;
    [FieldOffset(108)] public ushort VlanId;
    [FieldOffset(110)] public byte Tos;
    [FieldOffset(111)] public EntryParts Parts;
    [FieldOffset(112)] public uint Hash;

    /// <summary>Where the timer wheel has it.</summary>
    [FieldOffset(116)] public uint WheelPlace;

    [FieldOffset(120)] public byte MinimumTtl;
    [FieldOffset(121)] public byte MaximumTtl;

    /// <summary>Whether a flow is held here.</summary>
    public readonly bool IsHeld => Key.IpVersion != 0;

    public readonly ulong AllPackets => (ulong)PacketsUpper << 32 | Packets;

    public readonly ulong AllOctets => (ulong)OctetsUpper << 32 | Octets;
}

/// <summary>How far a flow has come; also the index of its quiet time.</summary>
internal enum FlowState : byte
{
    Open,
    OpenTcp,
    OpenUdp,
    OpenIcmp,

    /// <summary>FIN was seen, and all states from here on have an end.</summary>
    Finished,

    /// <summary>RST was seen.</summary>
    Reset,
}

/// <summary>What the first packet had.</summary>
[Flags]
internal enum EntryParts : byte
{
    None = 0,
    Macs = PacketParts.Macs,
    Vlan = PacketParts.Vlan,
    Fragment = PacketParts.Fragment,
    Icmp = PacketParts.Icmp,
    Mpls = PacketParts.Mpls,
    Outgoing = 128,
}
