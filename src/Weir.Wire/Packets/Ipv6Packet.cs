using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Weir.Wire.Primitives;

namespace Weir.Wire.Packets;

/// <summary>
/// The IPv6 header (RFC 8200 section 3) and its chain of extension headers (section 4).
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |Version| Traffic Class |           Flow Label                  |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |         Payload Length        |  Next Header  |   Hop Limit   |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                     Source Address, 16 octets                 |
/// |                  Destination Address, 16 octets               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///
/// hop-by-hop, routing, destination, mobility     fragment (section 4.5)
/// +-------------+-----------------------+        +-------------+----------+---------------+---+-+----------------+
/// | Next Header | length/8 - 1 | ...    |        | Next Header | Reserved | Offset (13)   |Res|M| Identification |
/// +-------------+-----------------------+        +-------------+----------+---------------+---+-+----------------+
/// authentication (RFC 4302 section 2): the same, but the second octet is length/4 - 2
/// </code>
/// </summary>
internal static class Ipv6Packet
{
    private const int HeaderSize = 40;
    private const int PayloadLengthOffset = 4;
    private const int NextHeaderOffset = 6;
    private const int HopLimitOffset = 7;
    private const int SourceOffset = 8;
    private const int DestinationOffset = 24;
    private const int ExtensionUnit = 8;
    private const int FragmentOffsetMask = 0xFFF8;
    private const int MoreFragments = 1;

    /// <summary>Extension headers followed. RFC 8200 section 4.1 lists seven in their order; twice that is generous.</summary>
    private const int MaxExtensions = 14;

    /// <summary>Parses a packet whose header begins the octets; <paramref name="wireLength"/> counts from there too.</summary>
    public static PacketParseResult Parse(ReadOnlySpan<byte> octets, int wireLength, ref PacketFields fields)
    {
        if (octets.Length < HeaderSize) return PacketParseResult.Truncated;
        uint first = BinaryPrimitives.ReadUInt32BigEndian(octets);
        if (first >> 28 != 6) return PacketParseResult.Malformed;

        byte nextHeader = octets[NextHeaderOffset];
        int length = HeaderSize + BinaryPrimitives.ReadUInt16BigEndian(octets[PayloadLengthOffset..]);
        // Zero with something behind it: a jumbogram (RFC 2675) or segmentation offload above 65535 octets.
        if (length == HeaderSize && nextHeader != IpProtocols.NoNextHeader) length = Math.Max(wireLength, HeaderSize);

        fields.IpLength = (uint)length;
        fields.Tos = (byte)(first >> 20);
        fields.FlowLabel = first & 0xFFFFF;
        fields.Ttl = octets[HopLimitOffset];
        fields.Protocol = nextHeader;
        fields.Source = IpAddress.FromV6(octets[SourceOffset..]);
        fields.Destination = IpAddress.FromV6(octets[DestinationOffset..]);

        int end = Math.Min(length, octets.Length);
        ReadOnlySpan<byte> payload = octets[HeaderSize..end];
        if (nextHeader is not (IpProtocols.Tcp or IpProtocols.Udp) && !TrySkipExtensions(ref payload, ref fields)) return PacketParseResult.Ip;
        fields.TransportOffset = (ushort)(fields.NetworkOffset + end - payload.Length);
        TransportHeader.Parse(payload, ref fields);
        return PacketParseResult.Ip;
    }

    /// <summary>
    /// Moves <paramref name="payload"/> to the transport header and <see cref="PacketFields.Protocol"/> with it. Where the chain is
    /// cut, or too long, or in a later fragment, it says no and the protocol stays the last one named.
    /// </summary>
    private static bool TrySkipExtensions(ref ReadOnlySpan<byte> payload, ref PacketFields fields)
    {
        for (int count = 0; count < MaxExtensions; count++)
        {
            int size;
            switch (fields.Protocol)
            {
                case IpProtocols.HopByHop or IpProtocols.Routing or IpProtocols.DestinationOptions or IpProtocols.Mobility:
                    if (payload.Length < ExtensionUnit) return false;
                    size = (payload[1] + 1) * ExtensionUnit;
                    break;
                case IpProtocols.Authentication:
                    if (payload.Length < ExtensionUnit) return false;
                    size = (payload[1] + 2) * 4;
                    break;
                case IpProtocols.Fragment:
                    if (payload.Length < ExtensionUnit) return false;
                    size = ExtensionUnit;
                    ReadFragment(payload, ref fields);
                    break;
                default:
                    return true;
            }

            fields.Protocol = payload[0];
            if (fields.FragmentOffset != 0 || payload.Length < size) return false;
            payload = payload[size..];
        }

        return false;
    }

    /// <summary>A fragment header with neither offset nor more to come is an atomic fragment (RFC 6946): a whole packet.</summary>
    private static void ReadFragment(ReadOnlySpan<byte> header, ref PacketFields fields)
    {
        int offsetAndMore = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
        fields.FragmentOffset = (ushort)(offsetAndMore & FragmentOffsetMask);
        fields.FragmentId = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if ((offsetAndMore & (FragmentOffsetMask | MoreFragments)) != 0) fields.Parts |= PacketParts.Fragment;
    }
}
