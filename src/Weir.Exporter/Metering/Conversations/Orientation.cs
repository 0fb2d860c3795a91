using Weir.Wire.Packets;

namespace Weir.Exporter.Metering.Conversations;

/// <summary>
/// Gives both directions of a conversation one flow key: the end with the smaller address and port is made the source, and of an
/// ICMP echo the one who asks. Which end began is found out later, and the record then written from its side.
/// </summary>
internal static class Orientation
{
    public const byte EchoReply = 0, EchoRequest = 8, EchoRequestV6 = 128, EchoReplyV6 = 129;

    /// <summary>Exchanges source and destination where the key wants it.</summary>
    public static void Apply(Span<Observation> packets)
    {
        foreach (ref Observation packet in packets)
        {
            packet.IsReverse = IsReverse(ref packet.Fields);
            if (packet.IsReverse) Exchange(ref packet.Fields);
        }
    }

    private static bool IsReverse(ref PacketFields fields)
    {
        if ((fields.Parts & PacketParts.Icmp) != 0)
        {
            switch (fields.IcmpType)
            {
                case EchoRequest when fields.EtherType == EtherTypes.Ipv4:
                case EchoRequestV6 when fields.EtherType == EtherTypes.Ipv6:
                    return false;
                case EchoReply when fields.EtherType == EtherTypes.Ipv4:
                    fields.IcmpType = EchoRequest;
                    return true;
                case EchoReplyV6 when fields.EtherType == EtherTypes.Ipv6:
                    fields.IcmpType = EchoRequestV6;
                    return true;
                default:
                    break;
            }
        }

        int order = fields.Source.CompareTo(fields.Destination);
        return order > 0 || (order == 0 && (fields.Parts & PacketParts.Ports) != 0 && fields.SourcePort > fields.DestinationPort);
    }

    private static void Exchange(ref PacketFields fields)
    {
        (fields.Source, fields.Destination) = (fields.Destination, fields.Source);
        (fields.SourcePort, fields.DestinationPort) = (fields.DestinationPort, fields.SourcePort);
        (fields.SourceMac, fields.DestinationMac) = (fields.DestinationMac, fields.SourceMac);
    }

    /// <summary>Writes a flow's fields from the other side.</summary>
    public static void Exchange(ref FlowEntry flow)
    {
        (flow.Key.Source, flow.Key.Destination) = (flow.Key.Destination, flow.Key.Source);
        (flow.SourceMac, flow.DestinationMac) = (flow.DestinationMac, flow.SourceMac);
        if ((flow.Parts & EntryParts.Icmp) == 0)
        {
            (flow.Key.SourcePort, flow.Key.DestinationPort) = (flow.Key.DestinationPort, flow.Key.SourcePort);
            return;
        }

        byte type = (byte)(flow.Key.DestinationPort >> 8);
        if (type == EchoRequest && flow.Key.IpVersion == 4) type = EchoReply;
        else if (type == EchoRequestV6 && flow.Key.IpVersion == 6) type = EchoReplyV6;
        flow.Key.DestinationPort = (ushort)(type << 8 | (flow.Key.DestinationPort & 0xFF));
    }
}
