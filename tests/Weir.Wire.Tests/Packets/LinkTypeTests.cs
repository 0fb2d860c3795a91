using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.Wire.Tests.Packets;

public sealed class LinkTypeTests
{
    public static TheoryData<string> Links => [.. Frames.Keys];

    private static readonly Dictionary<string, (LinkType LinkType, Func<FrameBuilder> Begin, int Size)> Frames = new()
    {
        ["raw"] = (LinkType.RawIp, FrameBuilder.Raw, 0),
        ["null, little-endian"] = (LinkType.Null, () => FrameBuilder.Loopback(), 4),
        ["null, big-endian"] = (LinkType.Null, () => FrameBuilder.Loopback(bigEndian: true), 4),
        ["loop"] = (LinkType.Loop, () => FrameBuilder.Loopback(bigEndian: true), 4),
        ["cooked"] = (LinkType.LinuxSll, FrameBuilder.LinuxSll, 16),
        ["cooked with a tag"] = (LinkType.LinuxSll, () => FrameBuilder.LinuxSll().Vlan(9), 20),
        ["cooked 2"] = (LinkType.LinuxSll2, FrameBuilder.LinuxSll2, 20),
    };

    [Theory]
    [MemberData(nameof(Links))]
    public void Both_ip_versions_are_found_behind_the_link_header(string link)
    {
        (LinkType linkType, Func<FrameBuilder> begin, int size) = Frames[link];
        byte[] v4 = begin().Ipv4("10.0.0.1", "10.0.0.2", totalLength: 0).Udp(1, 2).Payload(4).Build();
        byte[] v6 = begin().Ipv6("2001:db8::1", "2001:db8::2").Udp(3, 4).Build();
        PacketFields fields = Parsed.Ip(v4, linkType);
        Assert.Equal((1, 2, 32u), (fields.SourcePort, fields.DestinationPort, fields.IpLength));
        Assert.False(fields.Parts.HasFlag(PacketParts.Macs));
        fields = Parsed.Ip(v6, linkType);
        Assert.Equal((3, 4, 48u), (fields.SourcePort, fields.DestinationPort, fields.IpLength));
        for (int length = 0; length < size + 20; length++)
            Assert.Equal(PacketParseResult.Truncated, Parsed.Result(v4.AsSpan(0, length), linkType));
    }

    [Fact]
    public void A_link_of_one_ip_version_refuses_the_other()
    {
        byte[] v4 = FrameBuilder.Raw().Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 2).Payload(20).Build();
        byte[] v6 = FrameBuilder.Raw().Ipv6("::1", "::2").Udp(1, 2).Build();
        Assert.Equal(PacketParseResult.Ip, Parsed.Result(v4, LinkType.Ipv4));
        Assert.Equal(PacketParseResult.Ip, Parsed.Result(v6, LinkType.Ipv6));
        Assert.Equal(PacketParseResult.Malformed, Parsed.Result(v6, LinkType.Ipv4));
        Assert.Equal(PacketParseResult.Malformed, Parsed.Result(v4, LinkType.Ipv6));
    }

    [Fact]
    public void Other_families_on_a_loopback_are_not_ip() =>
        Assert.Equal(PacketParseResult.NotIp, Parsed.Result([7, 0, 0, 0, .. new byte[40]], LinkType.Null));

    [Theory]
    [InlineData(10)]
    [InlineData(24)]
    [InlineData(28)]
    [InlineData(30)]
    public void Every_system_s_own_number_for_ipv6_is_known(byte family)
    {
        byte[] frame = FrameBuilder.Loopback().Ipv6("::1", "::2").Udp(1, 2).Build();
        frame[0] = family;
        Assert.Equal(PacketParseResult.Ip, Parsed.Result(frame, LinkType.Null));
    }

    [Fact]
    public void An_unknown_link_type_is_told() =>
        Assert.Equal(PacketParseResult.UnknownLinkType, Parsed.Result(new byte[100], (LinkType)127));
}
