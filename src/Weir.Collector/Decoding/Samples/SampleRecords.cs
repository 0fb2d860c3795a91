using Weir.Wire.Packets;
using Weir.Wire.Primitives;
using Weir.Wire.SFlow;

namespace Weir.Collector.Decoding.Samples;

/// <summary>Reads the records of one sample into a row. Of several records that tell the packet, the raw header goes before fields.</summary>
internal static class SampleRecords
{
    /// <summary>Reads all records. A record that is malformed is left out, and the status is that of the first such one.</summary>
    public static DecodeStatus Read(ref SFlowStructureReader records, ref SampledRow row, out bool hasPacket)
    {
        DecodeStatus first = DecodeStatus.Ok;
        bool hasHeader = false;
        bool hasFields = false;
        while (records.TryRead(out SFlowStructure record))
        {
            DecodeStatus status = DecodeStatus.Ok;
            switch (record.Format)
            {
                case SFlowFormats.RawHeader:
                    status = ReadHeader(record.Content, ref row, ref hasHeader);
                    break;
                case SFlowFormats.EthernetFrame or SFlowFormats.Ipv4 or SFlowFormats.Ipv6 when !hasHeader:
                    status = ReadFields(record, ref row, ref hasFields);
                    break;
                case SFlowFormats.Switch or SFlowFormats.Router or SFlowFormats.Gateway or SFlowFormats.VlanTunnel:
                    status = ReadWay(record, ref row);
                    break;
            }

            if (first == DecodeStatus.Ok) first = status;
        }

        hasPacket = hasHeader || hasFields;
        return first == DecodeStatus.Ok ? records.Status : first;
    }

    private static DecodeStatus ReadHeader(ReadOnlySpan<byte> record, ref SampledRow row, ref bool hasHeader)
    {
        DecodeStatus status = SFlowPacketRecords.TryReadRawHeader(record, out SFlowRawHeader header, ref row.Packet, out PacketParseResult result);
        if (status != DecodeStatus.Ok) return status;
        hasHeader = true;
        row.Octets = header.FrameLength;
        if (result == PacketParseResult.Ip)
        {
            row.Parts |= SampleParts.Ip | SampleParts.EtherType;
        }
        else
        {
            // Of a frame that is not IP, or was cut, the parser leaves what stood before: its addresses, its tag, its type.
            row.Packet.Parts &= PacketParts.Macs | PacketParts.Vlan;
            if (row.Packet.EtherType != 0) row.Parts |= SampleParts.EtherType;
        }

        if ((row.Packet.Parts & PacketParts.Vlan) != 0 && (row.Parts & SampleParts.Vlan) == 0)
        {
            row.Vlan = row.Packet.VlanId;
            row.Parts |= SampleParts.Vlan;
        }

        return DecodeStatus.Ok;
    }

    private static DecodeStatus ReadFields(in SFlowStructure record, ref SampledRow row, ref bool hasFields)
    {
        if (!hasFields) row.Packet = default;
        uint frameLength = 0;
        DecodeStatus status = record.Format switch
        {
            SFlowFormats.EthernetFrame => SFlowPacketRecords.TryReadEthernet(record.Content, out frameLength, ref row.Packet),
            SFlowFormats.Ipv4 => SFlowPacketRecords.TryReadIpv4(record.Content, ref row.Packet),
            _ => SFlowPacketRecords.TryReadIpv6(record.Content, ref row.Packet),
        };
        if (status != DecodeStatus.Ok) return status;
        if (frameLength != 0) row.Octets = frameLength;
        else if (!hasFields) row.Octets = row.Packet.IpLength;
        hasFields = true;
        row.Parts |= record.Format == SFlowFormats.EthernetFrame ? SampleParts.EtherType : SampleParts.EtherType | SampleParts.Ip;
        return DecodeStatus.Ok;
    }

    private static DecodeStatus ReadWay(in SFlowStructure record, ref SampledRow row)
    {
        DecodeStatus status;
        switch (record.Format)
        {
            case SFlowFormats.Switch:
                status = SFlowExtendedRecords.TryReadSwitch(record.Content, out ushort source, out ushort destination);
                // VLAN 0 is no VLAN: the header's own tag, if it has one, says more.
                if (source != 0) SetVlan(source, ref row);
                if (destination != 0) (row.DestinationVlan, row.Parts) = (destination, row.Parts | SampleParts.DestinationVlan);
                return status;
            case SFlowFormats.Router:
                status = SFlowExtendedRecords.TryReadRouter(record.Content, out row.Router);
                if (status == DecodeStatus.Ok) row.Parts |= SampleParts.Router;
                return status;
            case SFlowFormats.Gateway:
                status = SFlowExtendedRecords.TryReadGateway(record.Content, out row.Gateway);
                if (status == DecodeStatus.Ok) row.Parts |= SampleParts.Gateway;
                return status;
            default:
                status = SFlowExtendedRecords.TryReadVlanTunnel(record.Content, out ushort? outermost);
                if (outermost is { } vlan) SetVlan(vlan, ref row);
                return status;
        }
    }

    private static void SetVlan(ushort vlan, ref SampledRow row)
    {
        row.Vlan = vlan;
        row.Parts |= SampleParts.Vlan;
    }
}
