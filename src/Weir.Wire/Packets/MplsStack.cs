using System.Buffers.Binary;

namespace Weir.Wire.Packets;

/// <summary>
/// The MPLS label stack (RFC 3032 section 2.1). Nothing in it names what follows; IP tells itself by its version.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                Label                  | TC  |S|       TTL     |   S: the last entry
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </summary>
internal static class MplsStack
{
    private const int EntrySize = 4;
    private const uint LastEntry = 0x100;

    /// <summary>Entries in one stack: twice as many as routers are known to push.</summary>
    public const int MaxEntries = 16;

    /// <summary>Reads on behind the stack that begins at <paramref name="offset"/>.</summary>
    public static PacketParseResult Parse(ReadOnlySpan<byte> octets, int offset, int wireLength, ref PacketFields fields)
    {
        fields.LabelOffset = (ushort)offset;
        fields.Parts |= PacketParts.Mpls;
        for (int entry = 0; entry < MaxEntries; entry++, offset += EntrySize)
        {
            if (octets.Length < offset + EntrySize) return PacketParseResult.Truncated;
            if ((BinaryPrimitives.ReadUInt32BigEndian(octets[offset..]) & LastEntry) == 0) continue;
            offset += EntrySize;
            if (octets.Length == offset) return PacketParseResult.Truncated;
            ushort type = (octets[offset] >> 4) switch { 4 => EtherTypes.Ipv4, 6 => EtherTypes.Ipv6, _ => 0 };
            return PacketParser.ParseNetwork(octets, offset, type, wireLength, ref fields);
        }

        return PacketParseResult.NotIp;
    }
}
