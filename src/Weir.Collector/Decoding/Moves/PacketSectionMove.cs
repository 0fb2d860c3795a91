using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Packets;

namespace Weir.Collector.Decoding.Moves;

/// <summary>
/// Parses the packet that a record brings a part of (dataLinkFrameSection, ipHeaderPacketSection; RFC 5477 section 8.5) like a captured
/// one, and fills the columns that no field of the record feeds. Runs behind all others.
/// </summary>
/// <param name="offset">Octets from the start of the record to the section, or to the reference to it.</param>
/// <param name="length">Octets of the section; <see langword="null"/> where each record tells them.</param>
/// <param name="linkType">What the section's first octet belongs to.</param>
/// <param name="frameType">The field that says so for each record (dataLinkFrameType); <see langword="null"/> where there is none.</param>
internal sealed class PacketSectionMove(int offset, int? length, LinkType linkType, NumberField? frameType) : ColumnMove(FlowColumns.SrcAddr)
{
    // dataLinkFrameType: IEEE 802.3.
    private const ulong Ethernet = 1;

    public override int Run(in RecordBlock block, FlowBatch batch)
    {
        PacketFields packet = default;
        for (int i = 0; i < block.Count; i++)
        {
            ReadOnlySpan<byte> record = block.Octets.Slice(i * block.Stride, block.Stride);
            if (frameType is { } type && type.Read(record) != Ethernet) continue;
            ReadOnlySpan<byte> section = length is { } octets ? record.Slice(offset, octets) : VariableReference.Read(record[offset..]).In(block.Content);
            if (PacketParser.Parse(section, section.Length, linkType, ref packet) == PacketParseResult.Ip) Write(packet, batch, block.Row + i);
        }

        return 0;
    }

    private static void Write(in PacketFields packet, FlowBatch batch, int row)
    {
        SetIfNull(batch, FlowColumns.SrcAddr, row, packet.Source);
        SetIfNull(batch, FlowColumns.DstAddr, row, packet.Destination);
        SetIfNull(batch, FlowColumns.Etype, row, packet.EtherType);
        SetIfNull(batch, FlowColumns.Proto, row, packet.Protocol);
        SetIfNull(batch, FlowColumns.IpTos, row, packet.Tos);
        SetIfNull(batch, FlowColumns.IpTtl, row, packet.Ttl);
        SetIfNull(batch, FlowColumns.Bytes, row, packet.IpLength);
        SetIfNull(batch, FlowColumns.Packets, row, 1UL);
        SetIfNull(batch, FlowColumns.TimeFlowStartNs, row, batch.Column(FlowColumns.TimeReceivedNs)[row]);
        SetIfNull(batch, FlowColumns.TimeFlowEndNs, row, batch.Column(FlowColumns.TimeReceivedNs)[row]);
        if ((packet.Parts & PacketParts.Ports) != 0)
        {
            SetIfNull(batch, FlowColumns.SrcPort, row, packet.SourcePort);
            SetIfNull(batch, FlowColumns.DstPort, row, packet.DestinationPort);
        }

        if ((packet.Parts & PacketParts.TcpFlags) != 0) SetIfNull(batch, FlowColumns.TcpFlags, row, packet.TcpFlags);
        if ((packet.Parts & PacketParts.Icmp) != 0)
        {
            SetIfNull(batch, FlowColumns.IcmpType, row, packet.IcmpType);
            SetIfNull(batch, FlowColumns.IcmpCode, row, packet.IcmpCode);
        }

        if ((packet.Parts & PacketParts.Vlan) != 0) SetIfNull(batch, FlowColumns.VlanId, row, packet.VlanId);
        if ((packet.Parts & PacketParts.Macs) == 0) return;
        SetIfNull(batch, FlowColumns.SrcMac, row, packet.SourceMac);
        SetIfNull(batch, FlowColumns.DstMac, row, packet.DestinationMac);
    }

    private static void SetIfNull<T>(FlowBatch batch, FlowColumn<T> column, int row, T value)
        where T : unmanaged
    {
        if (!batch.IsValid(column, row)) batch.Set(column, row, value);
    }
}
