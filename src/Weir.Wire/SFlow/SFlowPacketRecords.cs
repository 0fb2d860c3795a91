using System.Buffers.Binary;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.Wire.SFlow;

/// <summary>Reads the records that tell the sampled packet itself into <see cref="PacketFields"/> (sFlow v5 section 5.3, «Packet Header Data»).</summary>
public static class SFlowPacketRecords
{
    private const ushort PppIpv4 = 0x0021, PppIpv6 = 0x0057;
    private const int EthernetSize = 24, Ipv4Size = 32, Ipv6Size = 56;

    /// <summary>
    /// A raw packet header:
    /// <code>
    /// | header_protocol | frame_length | stripped | header octets | header … |
    /// </code>
    /// Its octets are parsed like those of a captured packet. What is not IP has at least its MAC addresses and EtherType where
    /// <paramref name="packet"/> says so.
    /// </summary>
    public static DecodeStatus TryReadRawHeader(ReadOnlySpan<byte> record, out SFlowRawHeader header, ref PacketFields packet, out PacketParseResult result)
    {
        header = default;
        result = PacketParseResult.Truncated;
        DecodeStatus status = SFlowRawHeader.TryRead(record, out header);
        if (status != DecodeStatus.Ok) return status;
        int wireLength = (int)Math.Min(header.FrameLength, int.MaxValue);
        packet = default;
        result = header.Protocol switch
        {
            SFlowHeaderProtocol.Ethernet => PacketParser.Parse(header.Octets, wireLength, LinkType.Ethernet, ref packet),
            SFlowHeaderProtocol.Ipv4 => PacketParser.Parse(header.Octets, wireLength, LinkType.Ipv4, ref packet),
            SFlowHeaderProtocol.Ipv6 => PacketParser.Parse(header.Octets, wireLength, LinkType.Ipv6, ref packet),
            SFlowHeaderProtocol.Mpls => MplsStack.Parse(header.Octets, 0, wireLength, ref packet),
            SFlowHeaderProtocol.Ppp or SFlowHeaderProtocol.Pos => ParsePpp(header.Octets, wireLength, ref packet),
            _ => PacketParseResult.UnknownLinkType,
        };
        return DecodeStatus.Ok;
    }

    // RFC 1662 section 3.1: address and control stand before the protocol unless they were agreed away.
    private static PacketParseResult ParsePpp(ReadOnlySpan<byte> octets, int wireLength, ref PacketFields packet)
    {
        int offset = octets is [0xFF, 0x03, ..] ? 2 : 0;
        if (octets.Length < offset + sizeof(ushort)) return PacketParseResult.Truncated;
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(octets[offset..]) switch
        {
            PppIpv4 => EtherTypes.Ipv4,
            PppIpv6 => EtherTypes.Ipv6,
            _ => 0,
        };
        return PacketParser.ParseNetwork(octets, offset + sizeof(ushort), type, wireLength, ref packet);
    }

    /// <summary>
    /// The fields of an Ethernet frame, for agents that keep no header; each MAC address fills eight octets.
    /// <code>
    /// | length | source MAC | destination MAC | type |
    /// </code>
    /// </summary>
    public static DecodeStatus TryReadEthernet(ReadOnlySpan<byte> record, out uint length, ref PacketFields packet)
    {
        length = 0;
        if (record.Length < EthernetSize) return DecodeStatus.Truncated;
        length = At(record, 0);
        packet.SourceMac = MacAddress.From(record[4..]);
        packet.DestinationMac = MacAddress.From(record[12..]);
        packet.EtherType = (ushort)At(record, 20);
        packet.Parts |= PacketParts.Macs;
        return DecodeStatus.Ok;
    }

    /// <summary>
    /// The fields of an IPv4 packet, for agents that keep no header. Ports of ICMP are its type and code.
    /// <code>
    /// | length | protocol | source | destination | source port | destination port | tcp flags | tos |
    /// </code>
    /// </summary>
    public static DecodeStatus TryReadIpv4(ReadOnlySpan<byte> record, ref PacketFields packet)
    {
        if (record.Length < Ipv4Size) return DecodeStatus.Truncated;
        packet.EtherType = EtherTypes.Ipv4;
        packet.Source = IpAddress.FromV4(At(record, 8));
        packet.Destination = IpAddress.FromV4(At(record, 12));
        ReadTransport(record, record[16..], ref packet);
        return DecodeStatus.Ok;
    }

    /// <summary>The same for IPv6, with a traffic class («priority») in the place of the type of service.</summary>
    public static DecodeStatus TryReadIpv6(ReadOnlySpan<byte> record, ref PacketFields packet)
    {
        if (record.Length < Ipv6Size) return DecodeStatus.Truncated;
        packet.EtherType = EtherTypes.Ipv6;
        packet.Source = IpAddress.FromV6(record[8..]);
        packet.Destination = IpAddress.FromV6(record[24..]);
        ReadTransport(record, record[40..], ref packet);
        return DecodeStatus.Ok;
    }

    private static void ReadTransport(ReadOnlySpan<byte> record, ReadOnlySpan<byte> transport, ref PacketFields packet)
    {
        packet.IpLength = At(record, 0);
        packet.Protocol = (byte)At(record, 4);
        packet.Tos = (byte)At(transport, 12);
        switch (packet.Protocol)
        {
            case IpProtocols.Icmp or IpProtocols.Icmpv6:
                (packet.IcmpType, packet.IcmpCode) = ((byte)At(transport, 0), (byte)At(transport, 4));
                packet.Parts |= PacketParts.Icmp;
                break;
            case IpProtocols.Tcp or IpProtocols.Udp or IpProtocols.Sctp:
                (packet.SourcePort, packet.DestinationPort) = ((ushort)At(transport, 0), (ushort)At(transport, 4));
                packet.TcpFlags = (ushort)At(transport, 8);
                packet.Parts |= PacketParts.Ports | (packet.Protocol == IpProtocols.Tcp ? PacketParts.TcpFlags : 0);
                break;
        }
    }

    private static uint At(ReadOnlySpan<byte> octets, int offset) => BinaryPrimitives.ReadUInt32BigEndian(octets[offset..]);
}
