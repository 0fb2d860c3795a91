using Weir.Wire.Packets;

namespace Weir.Wire.Tests.Packets;

/// <summary>What the parser makes of a test's frame.</summary>
internal static class Parsed
{
    public static PacketFields Ip(
        byte[] frame, LinkType linkType = LinkType.Ethernet, int? wireLength = null, bool hasVlanTci = false, ushort vlanTci = 0)
    {
        PacketFields fields = default;
        Assert.Equal(
            PacketParseResult.Ip,
            PacketParser.Parse(frame, wireLength ?? frame.Length, linkType, hasVlanTci, vlanTci, ref fields));
        return fields;
    }

    public static PacketParseResult Result(ReadOnlySpan<byte> frame, LinkType linkType = LinkType.Ethernet)
    {
        PacketFields fields = default;
        return PacketParser.Parse(frame, frame.Length, linkType, ref fields);
    }
}
