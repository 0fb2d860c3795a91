using Weir.Wire.Elements;
using Weir.Wire.Templates;

namespace Weir.Wire.NetFlowV1;

/// <summary>
/// The one record of NetFlow v1 (Cisco, «NetFlow Export Datagram Format», table B-2), as a template.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +---------------------------------------------------------------+
/// |                   srcaddr, dstaddr, nexthop                   |  12 octets
/// +-------------------------------+-------------------------------+
/// |             input             |            output             |
/// +-------------------------------+-------------------------------+
/// |                  dPkts, dOctets, First, Last                  |  16 octets
/// +-------------------------------+-------------------------------+
/// |            srcport            |            dstport            |
/// +-------------------------------+---------------+---------------+
/// |             pad1              |     prot      |      tos      |
/// +---------------+---------------+---------------+---------------+
/// |     flags     |                   pad2                        |
/// +---------------+-----------------------------------------------+
/// |                             pad3                              |
/// +---------------------------------------------------------------+
/// </code>
/// </summary>
public static class NetFlowV1Record
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
        new(ElementId.PaddingOctets, 2),
        new(ElementId.ProtocolIdentifier, 1),
        new(ElementId.IpClassOfService, 1),
        new(ElementId.TcpControlBits, 1),
        new(ElementId.PaddingOctets, 7),
    ]))!;
}
