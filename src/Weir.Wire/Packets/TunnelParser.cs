using System.Buffers.Binary;

namespace Weir.Wire.Packets;

/// <summary>
/// Reads the packet inside a tunnel: IP in IP (RFC 2003, 2473), GRE (RFC 2784, 2890), VXLAN (RFC 7348), Geneve (RFC 8926) and
/// GTP-U (3GPP TS 29.281), with Ethernet or MPLS between where there is.
/// <code>
/// GRE     C 1 bit, reserved 1, K 1, S 1, reserved 9, version 3 | type (16) | checksum (32) if C | key (32) if K | sequence (32) if S
/// VXLAN   flags (8), 0x08: network id is there | reserved (24) | network id (24) | reserved (8) | Ethernet frame
/// Geneve  version (2), options / 4 (6) | flags (8) | type (16) | network id (24) | reserved (8) | options
/// GTP-U   version (3), 1 (1), reserved (1), E, S, PN | message type (8), 255: user data | length (16) | tunnel id (32)
///         | sequence (16), N-PDU (8), next extension (8) if any of E, S, PN | extensions: length / 4 (8), ..., next extension (8)
/// </code>
/// </summary>
public static class TunnelParser
{
    /// <summary>Tunnels in tunnels that are followed. Real ones nest twice; what nests deeper is made to cost time.</summary>
    public const int MaxDepth = 4;

    private const ushort VxlanPort = 4789, LinuxVxlanPort = 8472, GenevePort = 6081, GtpUserPort = 2152;
    private const int UdpHeaderSize = 8;
    private const int VxlanHeaderSize = 8, GeneveHeaderSize = 8, GtpHeaderSize = 8, GtpOptionalSize = 4;
    private const int GtpUserData = 255, GtpHasOptional = 0x07, GtpHasExtension = 0x04, GtpVersion1 = 0x30, GtpVersionMask = 0xF0;
    private const int MaxGtpExtensions = 8;
    private const int GreChecksum = 0x8000, GreRouting = 0x4000, GreKey = 0x2000, GreSequence = 0x1000, GreVersion = 0x0007;

    /// <summary>
    /// Replaces the fields of a tunnel's outer packet by those of the packet inside. Where that has no link layer of its own, MAC addresses
    /// and VLAN stay those of the outer frame.
    /// </summary>
    /// <param name="octets">The captured octets, those the outer fields were read from.</param>
    /// <param name="fields">A packet that <see cref="PacketParser"/> called IP. Left alone where it is no tunnel or holds no IP.</param>
    /// <returns>Whether there was a packet inside.</returns>
    public static bool TryParseInner(ReadOnlySpan<byte> octets, ref PacketFields fields)
    {
        int offset = fields.TransportOffset;
        if (offset == 0 || (fields.Parts & PacketParts.Fragment) != 0) return false;

        // What lies past the outer packet is padding of its link.
        int end = (int)Math.Min((uint)octets.Length, fields.NetworkOffset + fields.IpLength);
        if (offset >= end) return false;
        int wireEnd = (int)Math.Min(int.MaxValue, fields.NetworkOffset + (long)fields.IpLength);
        ReadOnlySpan<byte> packet = octets[..end];
        return fields.Protocol switch
        {
            IpProtocols.Ipv4 => TryParse(packet, offset, EtherTypes.Ipv4, wireEnd, ref fields),
            IpProtocols.Ipv6 => TryParse(packet, offset, EtherTypes.Ipv6, wireEnd, ref fields),
            IpProtocols.Gre => TryParseGre(packet, offset, wireEnd, ref fields),
            IpProtocols.Udp when (fields.Parts & PacketParts.Ports) != 0 => fields.DestinationPort switch
            {
                VxlanPort or LinuxVxlanPort => TryParseVxlan(packet, offset + UdpHeaderSize, wireEnd, ref fields),
                GenevePort => TryParseGeneve(packet, offset + UdpHeaderSize, wireEnd, ref fields),
                GtpUserPort => TryParseGtp(packet, offset + UdpHeaderSize, wireEnd, ref fields),
                _ => false,
            },
            _ => false,
        };
    }

    private static bool TryParseGre(ReadOnlySpan<byte> octets, int offset, int wireEnd, ref PacketFields fields)
    {
        if (octets.Length < offset + 4) return false;
        int flags = BinaryPrimitives.ReadUInt16BigEndian(octets[offset..]);
        if ((flags & (GreRouting | GreVersion)) != 0) return false;
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(octets[(offset + 2)..]);
        int size = 4 + ((flags & GreChecksum) != 0 ? 4 : 0) + ((flags & GreKey) != 0 ? 4 : 0) + ((flags & GreSequence) != 0 ? 4 : 0);
        return TryParse(octets, offset + size, type, wireEnd, ref fields);
    }

    private static bool TryParseVxlan(ReadOnlySpan<byte> octets, int offset, int wireEnd, ref PacketFields fields) =>
        octets.Length > offset + VxlanHeaderSize && (octets[offset] & 0x08) != 0
        && TryParse(octets, offset + VxlanHeaderSize, EtherTypes.Ethernet, wireEnd, ref fields);

    private static bool TryParseGeneve(ReadOnlySpan<byte> octets, int offset, int wireEnd, ref PacketFields fields)
    {
        if (octets.Length < offset + GeneveHeaderSize || octets[offset] >> 6 != 0) return false;
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(octets[(offset + 2)..]);
        return TryParse(octets, offset + GeneveHeaderSize + (octets[offset] & 0x3F) * 4, type, wireEnd, ref fields);
    }

    private static bool TryParseGtp(ReadOnlySpan<byte> octets, int offset, int wireEnd, ref PacketFields fields)
    {
        if (octets.Length < offset + GtpHeaderSize) return false;
        int flags = octets[offset];
        if ((flags & GtpVersionMask) != GtpVersion1 || octets[offset + 1] != GtpUserData) return false;
        offset += GtpHeaderSize;
        if ((flags & GtpHasOptional) != 0)
        {
            offset += GtpOptionalSize;
            if (octets.Length < offset) return false;
            int next = (flags & GtpHasExtension) != 0 ? octets[offset - 1] : 0;
            for (int count = 0; next != 0; count++)
            {
                if (count == MaxGtpExtensions || octets.Length <= offset || octets[offset] == 0) return false;
                offset += octets[offset] * 4;
                if (octets.Length < offset) return false;
                next = octets[offset - 1];
            }
        }

        if (octets.Length <= offset) return false;
        ushort type = (octets[offset] >> 4) switch { 4 => EtherTypes.Ipv4, 6 => EtherTypes.Ipv6, _ => 0 };
        return TryParse(octets, offset, type, wireEnd, ref fields);
    }

    private static bool TryParse(ReadOnlySpan<byte> octets, int offset, ushort type, int wireEnd, ref PacketFields fields)
    {
        if (octets.Length <= offset) return false;
        PacketFields inner = default;
        PacketParseResult result;
        if (type == EtherTypes.Ethernet)
        {
            result = EthernetFrame.Parse(octets[offset..], wireEnd - offset, ref inner);
            inner.NetworkOffset += (ushort)offset;
            inner.LabelOffset += (ushort)offset;
            if (inner.TransportOffset != 0) inner.TransportOffset += (ushort)offset;
        }
        else
        {
            inner.SourceMac = fields.SourceMac;
            inner.DestinationMac = fields.DestinationMac;
            inner.VlanId = fields.VlanId;
            inner.InnerVlanId = fields.InnerVlanId;
            inner.Parts = fields.Parts & (PacketParts.Macs | PacketParts.Vlan);
            result = type is EtherTypes.Mpls or EtherTypes.MplsUpstream
                ? MplsStack.Parse(octets, offset, wireEnd, ref inner)
                : PacketParser.ParseNetwork(octets, offset, type, wireEnd, ref inner);
        }

        if (result != PacketParseResult.Ip) return false;
        fields = inner;
        return true;
    }
}
