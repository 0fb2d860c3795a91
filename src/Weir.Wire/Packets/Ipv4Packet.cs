using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Weir.Wire.Primitives;

namespace Weir.Wire.Packets;

/// <summary>
/// The IPv4 header (RFC 791 section 3.1).
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |Version|  IHL  |Type of Service|          Total Length         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |         Identification        |Flags|      Fragment Offset    |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |  Time to Live |    Protocol   |         Header Checksum       |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                       Source Address                          |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                    Destination Address                        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                    Options                    |    Padding    |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </summary>
internal static class Ipv4Packet
{
    private const int MinimumSize = 20;
    private const int TosOffset = 1;
    private const int TotalLengthOffset = 2;
    private const int IdentificationOffset = 4;
    private const int FragmentOffset = 6;
    private const int TtlOffset = 8;
    private const int ProtocolOffset = 9;
    private const int SourceOffset = 12;
    private const int DestinationOffset = 16;
    private const int MoreFragments = 0x2000;
    private const int OffsetMask = 0x1FFF;

    /// <summary>Parses a packet whose header begins the octets; <paramref name="wireLength"/> counts from there too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PacketParseResult Parse(ReadOnlySpan<byte> octets, int wireLength, ref PacketFields fields)
    {
        if (octets.Length < MinimumSize) return PacketParseResult.Truncated;
        int headerSize = (octets[0] & 0x0F) * 4;
        if (octets[0] >> 4 != 4 || headerSize < MinimumSize) return PacketParseResult.Malformed;

        int length = BinaryPrimitives.ReadUInt16BigEndian(octets[TotalLengthOffset..]);
        // Segmentation offload leaves the length of a packet above 65535 octets at zero.
        if (length == 0) length = wireLength;
        if (length < headerSize) return PacketParseResult.Malformed;

        fields.IpLength = (uint)length;
        fields.Tos = octets[TosOffset];
        fields.Ttl = octets[TtlOffset];
        fields.Protocol = octets[ProtocolOffset];
        fields.FragmentId = BinaryPrimitives.ReadUInt16BigEndian(octets[IdentificationOffset..]);
        fields.Source = IpAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(octets[SourceOffset..]));
        fields.Destination = IpAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(octets[DestinationOffset..]));

        int fragment = BinaryPrimitives.ReadUInt16BigEndian(octets[FragmentOffset..]);
        if ((fragment & (MoreFragments | OffsetMask)) != 0)
        {
            fields.Parts |= PacketParts.Fragment;
            fields.FragmentOffset = (ushort)((fragment & OffsetMask) * 8);
            if (fields.FragmentOffset != 0) return PacketParseResult.Ip;
        }

        // What lies past the total length is padding of the link, not a transport header.
        int end = Math.Min(length, octets.Length);
        if (headerSize >= end) return PacketParseResult.Ip;
        fields.TransportOffset = (ushort)(fields.NetworkOffset + headerSize);
        TransportHeader.Parse(octets[headerSize..end], ref fields);
        return PacketParseResult.Ip;
    }
}
