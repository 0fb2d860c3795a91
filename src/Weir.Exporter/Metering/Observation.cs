using Weir.Exporter.Metering.Conversations;
using Weir.Wire.Packets;

namespace Weir.Exporter.Metering;

/// <summary>One packet as the flow table takes it: its headers, and where and when it was seen.</summary>
public struct Observation
{
    public PacketFields Fields;

    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    public long TimeNs;

    /// <summary>ifIndex, 0 where unknown.</summary>
    public uint InterfaceIndex;

    /// <summary>Packets beyond the one, where offload joined several; <see cref="PacketFields.IpLength"/> is that of all.</summary>
    public uint ExtraPackets;

    /// <summary>Whether the packet was leaving by the interface rather than arriving.</summary>
    public bool IsOutgoing;

    /// <summary>Whether source and destination of <see cref="Fields"/> were exchanged, so that both directions of a conversation have one key.</summary>
    public bool IsReverse;

    /// <summary>The TCP header, where the end of a flow tells how TCP fared.</summary>
    public TcpSegment Segment;

    /// <summary>The MPLS label stack; of use only with <see cref="PacketParts.Mpls"/>.</summary>
    public LabelStack Labels;
}
