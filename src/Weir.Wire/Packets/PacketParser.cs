using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Weir.Wire.Packets;

/// <summary>
/// Reads the headers of one captured packet, from the link to the ports. It allocates nothing, never reads past the captured
/// octets, and uses whatever headers are there: a packet cut after its IP header is still an IP packet, without ports.
/// </summary>
public static class PacketParser
{
    /// <summary>The families a BSD loopback header calls IPv6: Linux, NetBSD and OpenBSD, FreeBSD, Darwin.</summary>
    private const ulong Ipv6Families = 1UL << 10 | 1UL << 24 | 1UL << 28 | 1UL << 30;

    private const uint Ipv4Family = 2;
    private const int LoopbackSize = 4;
    private const int SllSize = 16;
    private const int SllProtocolOffset = 14;
    private const int Sll2Size = 20;

    /// <summary>Parses a packet that has no tag beside its octets.</summary>
    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, int, LinkType, bool, ushort, ref PacketFields)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PacketParseResult Parse(ReadOnlySpan<byte> octets, int wireLength, LinkType linkType, ref PacketFields fields) =>
        Parse(octets, wireLength, linkType, hasVlanTci: false, 0, ref fields);

    /// <summary>Parses a packet.</summary>
    /// <param name="octets">What was captured, from the first octet of <paramref name="linkType"/>'s header.</param>
    /// <param name="wireLength">Octets the packet had on the wire; used where the IP header leaves its length open.</param>
    /// <param name="linkType">What the first octet belongs to.</param>
    /// <param name="hasVlanTci">Whether the capture took an outermost 802.1Q tag out of the frame.</param>
    /// <param name="vlanTci">That tag's control information.</param>
    /// <param name="fields">Overwritten whole. Of use only after <see cref="PacketParseResult.Ip"/>.</param>
    public static PacketParseResult Parse(
        ReadOnlySpan<byte> octets, int wireLength, LinkType linkType, bool hasVlanTci, ushort vlanTci, ref PacketFields fields)
    {
        fields = default;
        if (hasVlanTci)
        {
            fields.VlanId = (ushort)(vlanTci & EthernetFrame.VlanIdMask);
            fields.Parts = PacketParts.Vlan;
        }

        if (linkType != LinkType.Ethernet) return ParseOtherLink(octets, wireLength, linkType, ref fields);
        return CommonPacket.TryParse(octets, ref fields) ? PacketParseResult.Ip : EthernetFrame.Parse(octets, wireLength, ref fields);
    }

    /// <summary>Parses what an EtherType announced at an offset of the frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PacketParseResult ParseNetwork(
        ReadOnlySpan<byte> octets, int offset, ushort etherType, int wireLength, ref PacketFields fields)
    {
        fields.EtherType = etherType;
        fields.NetworkOffset = (ushort)offset;
        return etherType switch
        {
            EtherTypes.Ipv4 => Ipv4Packet.Parse(octets[offset..], wireLength - offset, ref fields),
            EtherTypes.Ipv6 => Ipv6Packet.Parse(octets[offset..], wireLength - offset, ref fields),
            _ => PacketParseResult.NotIp,
        };
    }

    private static PacketParseResult ParseOtherLink(
        ReadOnlySpan<byte> octets, int wireLength, LinkType linkType, ref PacketFields fields)
    {
        switch (linkType)
        {
            case LinkType.Ipv4:
                return ParseNetwork(octets, 0, EtherTypes.Ipv4, wireLength, ref fields);
            case LinkType.Ipv6:
                return ParseNetwork(octets, 0, EtherTypes.Ipv6, wireLength, ref fields);
            case LinkType.RawIp:
                // Neither version: the IPv4 parser says what is wrong with it.
                bool v6 = !octets.IsEmpty && octets[0] >> 4 == 6;
                return ParseNetwork(octets, 0, v6 ? EtherTypes.Ipv6 : EtherTypes.Ipv4, wireLength, ref fields);
            case LinkType.Null or LinkType.Loop:
                return ParseLoopback(octets, wireLength, ref fields);
            case LinkType.LinuxSll:
                if (octets.Length < SllSize) return PacketParseResult.Truncated;
                ushort type = BinaryPrimitives.ReadUInt16BigEndian(octets[SllProtocolOffset..]);
                return EthernetFrame.ParseFromType(octets, SllSize, type, wireLength, ref fields);
            case LinkType.LinuxSll2:
                if (octets.Length < Sll2Size) return PacketParseResult.Truncated;
                return EthernetFrame.ParseFromType(octets, Sll2Size, BinaryPrimitives.ReadUInt16BigEndian(octets), wireLength, ref fields);
            default:
                return PacketParseResult.UnknownLinkType;
        }
    }

    /// <summary>The family is in the order of the host that captured, which may not be this one; no family reaches 65536.</summary>
    private static PacketParseResult ParseLoopback(ReadOnlySpan<byte> octets, int wireLength, ref PacketFields fields)
    {
        if (octets.Length < LoopbackSize) return PacketParseResult.Truncated;
        uint family = BinaryPrimitives.ReadUInt32LittleEndian(octets);
        if (family > ushort.MaxValue) family = BinaryPrimitives.ReverseEndianness(family);
        if (family == Ipv4Family) return ParseNetwork(octets, LoopbackSize, EtherTypes.Ipv4, wireLength, ref fields);
        return family < 64 && (Ipv6Families >> (int)family & 1) != 0
            ? ParseNetwork(octets, LoopbackSize, EtherTypes.Ipv6, wireLength, ref fields)
            : PacketParseResult.NotIp;
    }
}
