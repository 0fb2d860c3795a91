using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Weir.Wire.Packets;

/// <summary>
/// Ethernet II and 802.3 with LLC/SNAP, tags of 802.1Q and 802.1ad, PPPoE session (IEEE 802.3, 802.1Q; RFC 1042; RFC 2516).
/// <code>
///  0       6        12     14
/// +-------+--------+------+----------   type: 0x0800, 0x86DD   IP follows
/// | dst   | src    | type | payload           0x8100, 0x88A8   tag control (3 bits priority, 1 drop, 12 VLAN id), then another type
/// +-------+--------+------+----------         &lt; 0x0600         a length; LLC follows, and after AA-AA-03-00-00-00 another type
/// </code>
/// </summary>
internal static class EthernetFrame
{
    public const int VlanIdMask = 0x0FFF;

    private const int HeaderSize = 14;
    private const int SourceOffset = 6;
    private const int TypeOffset = 12;
    private const int TagSize = 4;
    private const int SnapSize = 8;
    private const ulong SnapPrefix = 0xAAAA_0300_0000;
    private const int PppoeSize = 8;
    private const int PppProtocolOffset = 6;
    private const byte PppoeVersionAndType = 0x11;
    private const ushort PppIpv4 = 0x0021;
    private const ushort PppIpv6 = 0x0057;

    /// <summary>Tags in one frame. 802.1ad stacks two; what hides IP behind more than this many is not traffic to be metered.</summary>
    private const int MaxTags = 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PacketParseResult Parse(ReadOnlySpan<byte> octets, int wireLength, ref PacketFields fields)
    {
        if (octets.Length < HeaderSize) return PacketParseResult.Truncated;
        fields.DestinationMac = new(BinaryPrimitives.ReadUInt64BigEndian(octets) >> 16);
        fields.SourceMac = new(BinaryPrimitives.ReadUInt64BigEndian(octets[SourceOffset..]) >> 16);
        fields.Parts |= PacketParts.Macs;
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(octets[TypeOffset..]);
        return type is EtherTypes.Ipv4 or EtherTypes.Ipv6
            ? PacketParser.ParseNetwork(octets, HeaderSize, type, wireLength, ref fields)
            : ParseFromType(octets, HeaderSize, type, wireLength, ref fields);
    }

    /// <summary>Reads on behind a type field, <paramref name="offset"/> being the first octet after it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static PacketParseResult ParseFromType(
        ReadOnlySpan<byte> octets, int offset, ushort type, int wireLength, ref PacketFields fields)
    {
        // A tag that the capture took out of the frame was the outermost one.
        int tags = (fields.Parts & PacketParts.Vlan) != 0 ? 1 : 0;
        for (; type is EtherTypes.Vlan or EtherTypes.ServiceVlan or EtherTypes.OldServiceVlan; tags++)
        {
            if (tags == MaxTags) return PacketParseResult.NotIp;
            if (octets.Length < offset + TagSize) return PacketParseResult.Truncated;
            ushort id = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(octets[offset..]) & VlanIdMask);
            if (tags == 0) fields.VlanId = id;
            else if (tags == 1) fields.InnerVlanId = id;
            fields.Parts |= PacketParts.Vlan;
            type = BinaryPrimitives.ReadUInt16BigEndian(octets[(offset + 2)..]);
            offset += TagSize;
        }

        if (type < EtherTypes.FirstType)
        {
            if (octets.Length < offset + SnapSize) return PacketParseResult.NotIp;
            ulong header = BinaryPrimitives.ReadUInt64BigEndian(octets[offset..]);
            if (header >> 16 != SnapPrefix) return PacketParseResult.NotIp;
            type = (ushort)header;
            offset += SnapSize;
        }
        else if (type == EtherTypes.PppoeSession)
        {
            if (octets.Length < offset + PppoeSize) return PacketParseResult.Truncated;
            if (octets[offset] != PppoeVersionAndType) return PacketParseResult.Malformed;
            type = BinaryPrimitives.ReadUInt16BigEndian(octets[(offset + PppProtocolOffset)..]) switch
            {
                PppIpv4 => EtherTypes.Ipv4,
                PppIpv6 => EtherTypes.Ipv6,
                _ => 0,
            };
            offset += PppoeSize;
        }

        return type is EtherTypes.Mpls or EtherTypes.MplsUpstream
            ? MplsStack.Parse(octets, offset, wireLength, ref fields)
            : PacketParser.ParseNetwork(octets, offset, type, wireLength, ref fields);
    }
}
