using Weir.Wire.Elements;
using Weir.Wire.Templates;

namespace Weir.Wire.NetFlowV5;

/// <summary>
/// The one record of NetFlow v5 (Cisco, «NetFlow Export Datagram Format», table B-4), as a template, so that it is decoded
/// by the same moves as templates which come by wire.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +---------------------------------------------------------------+
/// |                            srcaddr                            |
/// +---------------------------------------------------------------+
/// |                            dstaddr                            |
/// +---------------------------------------------------------------+
/// |                            nexthop                            |
/// +-------------------------------+-------------------------------+
/// |             input             |            output             |
/// +-------------------------------+-------------------------------+
/// |                             dPkts                             |
/// +---------------------------------------------------------------+
/// |                            dOctets                            |
/// +---------------------------------------------------------------+
/// |                             First                             |
/// +---------------------------------------------------------------+
/// |                             Last                              |
/// +-------------------------------+-------------------------------+
/// |            srcport            |            dstport            |
/// +---------------+---------------+---------------+---------------+
/// |     pad1      |   tcp_flags   |     prot      |      tos      |
/// +---------------+---------------+---------------+---------------+
/// |            src_as             |            dst_as             |
/// +---------------+---------------+-------------------------------+
/// |   src_mask    |   dst_mask    |             pad2              |
/// +---------------+---------------+-------------------------------+
/// </code>
/// </summary>
public static class NetFlowV5Record
{
    /// <summary>Octets of a record.</summary>
    public const int Size = 48;

    /// <summary>The record's fields by the IANA elements that mean the same.</summary>
    public static TemplateLayout Layout { get; } = TemplateLayout.TryCompile(new(TemplateRecord.FirstTemplateId,
    [
        new(ElementId.SourceIPv4Address, 4),
        new(ElementId.DestinationIPv4Address, 4),
        new(ElementId.IpNextHopIPv4Address, 4),
        new(ElementId.IngressInterface, 2),
        new(ElementId.EgressInterface, 2),
        new(ElementId.PacketDeltaCount, 4),
        new(ElementId.OctetDeltaCount, 4),
        new(ElementId.FlowStartSysUpTime, 4),
        new(ElementId.FlowEndSysUpTime, 4),
        new(ElementId.SourceTransportPort, 2),
        new(ElementId.DestinationTransportPort, 2),
        new(ElementId.PaddingOctets, 1),
        new(ElementId.TcpControlBits, 1),
        new(ElementId.ProtocolIdentifier, 1),
        new(ElementId.IpClassOfService, 1),
        new(ElementId.BgpSourceAsNumber, 2),
        new(ElementId.BgpDestinationAsNumber, 2),
        new(ElementId.SourceIPv4PrefixLength, 1),
        new(ElementId.DestinationIPv4PrefixLength, 1),
        new(ElementId.PaddingOctets, 2),
    ]))!;
}
