using Weir.Wire.Elements;
using Weir.Wire.Templates;

namespace Weir.Wire.NetFlowV7;

/// <summary>
/// The one record of NetFlow v7 (Cisco, «NetFlow Export Datagram Format», table B-6), as a template. The flags say which fields a switch
/// could not know; those are zero. The shortcut router is no next hop, and feeds no column.
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
/// +---------------+---------------+---------------+---------------+
/// |    flags1     |   tcp_flags   |     prot      |      tos      |
/// +---------------+---------------+---------------+---------------+
/// |            src_as             |            dst_as             |
/// +---------------+---------------+-------------------------------+
/// |   src_mask    |   dst_mask    |            flags2             |
/// +---------------+---------------+-------------------------------+
/// |                           router_sc                           |
/// +---------------------------------------------------------------+
/// </code>
/// </summary>
public static class NetFlowV7Record
{
    /// <summary>Octets of a record.</summary>
    public const int Size = 52;

    /// <summary>The record's fields by the IANA elements that mean the same: those of v5, and one more that has no element.</summary>
    public static TemplateLayout Layout { get; } = TemplateLayout.TryCompile(new(
        TemplateRecord.FirstTemplateId, [.. NetFlowV5.NetFlowV5Record.Layout.Fields, new(ElementId.PaddingOctets, 4)]))!;
}
