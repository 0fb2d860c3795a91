using Weir.Wire.Primitives;

namespace Weir.Wire.Packets;

/// <summary>What the headers of one IP packet say: filled by the packet parser, read by the metering process.</summary>
public struct PacketFields
{
    public IpAddress Source;
    public IpAddress Destination;

    /// <summary>Layer-3 octets by the IP header (RFC 5102 octetDeltaCount), not what was captured.</summary>
    public uint IpLength;

    public ushort SourcePort;
    public ushort DestinationPort;

    /// <summary>IP protocol; for IPv6 the last next-header of the extension chain.</summary>
    public byte Protocol;

    /// <summary>IPv4 type of service or IPv6 traffic class.</summary>
    public byte Tos;

    /// <summary>Time to live or hop limit.</summary>
    public byte Ttl;

    public byte IcmpType;
    public byte IcmpCode;

    /// <summary>What of the above is there.</summary>
    public PacketParts Parts;

    /// <summary>TCP control bits with NS, 9 bits.</summary>
    public ushort TcpFlags;

    /// <summary>EtherType of the IP header: 0x0800 or 0x86DD.</summary>
    public ushort EtherType;

    /// <summary>Octets from the first one captured to the IP header.</summary>
    public ushort NetworkOffset;

    /// <summary>Octets from the first one captured to the transport header; 0 where it was not captured.</summary>
    public ushort TransportOffset;

    /// <summary>Outermost VLAN id, 0 where untagged.</summary>
    public ushort VlanId;

    /// <summary>Second VLAN id of a QinQ frame, 0 where there is none.</summary>
    public ushort InnerVlanId;

    /// <summary>Fragment offset in octets.</summary>
    public ushort FragmentOffset;

    /// <summary>IP identification, 16 bits for IPv4, 32 for a fragmented IPv6 packet.</summary>
    public uint FragmentId;

    public uint FlowLabel;

    /// <summary>Octets from the first one captured to the MPLS label stack; of use only with <see cref="PacketParts.Mpls"/>.</summary>
    public ushort LabelOffset;

    /// <summary>What a metering process adds to the flow key; the parser leaves it 0, and its lowest bit has to stay so.</summary>
    public ushort KeyExtension;

    public MacAddress SourceMac;
    public MacAddress DestinationMac;
}

/// <summary>Which parts of a packet were found.</summary>
[Flags]
public enum PacketParts : byte
{
    None = 0,
    Macs = 1,
    Vlan = 2,

    /// <summary>The packet is a fragment, the first one included.</summary>
    Fragment = 4,

    /// <summary>Both ports were captured.</summary>
    Ports = 8,
    TcpFlags = 16,
    Icmp = 32,

    /// <summary>An MPLS label stack lies between link and IP.</summary>
    Mpls = 64,
}
