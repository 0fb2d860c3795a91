using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.Wire.Tests.Packets;

public sealed class EthernetFrameTests
{
    [Fact]
    public void One_tag_is_the_outer_vlan()
    {
        PacketFields fields = Parsed.Ip(FrameBuilder.Ethernet().Vlan(4095, priority: 7).Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 2).Payload(3).Build());
        Assert.Equal((4095, 0), (fields.VlanId, fields.InnerVlanId));
        Assert.True(fields.Parts.HasFlag(PacketParts.Vlan));
        Assert.Equal(31u, fields.IpLength);
    }

    [Theory]
    [InlineData(0x8100)]
    [InlineData(0x88A8)]
    [InlineData(0x9100)]
    public void Of_stacked_tags_the_first_two_are_kept(ushort outerProtocol)
    {
        byte[] frame = FrameBuilder.Ethernet().Vlan(100, outerProtocol).Vlan(200).Vlan(300).Ipv6("::1", "::2").Tcp(1, 2).Build();
        PacketFields fields = Parsed.Ip(frame);
        Assert.Equal((100, 200), (fields.VlanId, fields.InnerVlanId));
        Assert.Equal((1, 2), (fields.SourcePort, fields.DestinationPort));
    }

    [Fact]
    public void A_tag_beside_the_frame_is_the_outermost()
    {
        byte[] tagged = FrameBuilder.Ethernet().Vlan(200).Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 2).Build();
        PacketFields fields = Parsed.Ip(tagged, hasVlanTci: true, vlanTci: 0xE064);
        Assert.Equal((100, 200), (fields.VlanId, fields.InnerVlanId));

        byte[] untagged = FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 2).Build();
        fields = Parsed.Ip(untagged, hasVlanTci: true, vlanTci: 0xE064);
        Assert.Equal((100, 0), (fields.VlanId, fields.InnerVlanId));
        Assert.Equal(PacketParts.Macs | PacketParts.Vlan | PacketParts.Ports, fields.Parts);
    }

    [Fact]
    public void A_priority_tag_has_vlan_zero_and_is_a_tag_all_the_same()
    {
        PacketFields fields = Parsed.Ip(FrameBuilder.Ethernet().Vlan(0, priority: 5).Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 2).Build());
        Assert.Equal(0, fields.VlanId);
        Assert.True(fields.Parts.HasFlag(PacketParts.Vlan));
    }

    [Fact]
    public void Tags_without_end_are_given_up()
    {
        FrameBuilder frame = FrameBuilder.Ethernet();
        for (ushort i = 0; i < 100; i++) frame.Vlan(i);
        Assert.Equal(PacketParseResult.NotIp, Parsed.Result(frame.Ipv4("10.0.0.1", "10.0.0.2").Build()));
    }

    [Fact]
    public void Ip_in_snap_is_ip()
    {
        PacketFields fields = Parsed.Ip(FrameBuilder.Ethernet().Snap().Ipv4("10.0.0.1", "10.0.0.2").Udp(7, 9).Build());
        Assert.Equal((7, 9), (fields.SourcePort, fields.DestinationPort));
        fields = Parsed.Ip(FrameBuilder.Ethernet().Vlan(3).Snap().Ipv6("::1", "::2").Udp(7, 9).Build());
        Assert.Equal((7, 9, 3), (fields.SourcePort, fields.DestinationPort, fields.VlanId));
    }

    [Fact]
    public void Ip_in_a_pppoe_session_is_ip()
    {
        Assert.Equal(7, Parsed.Ip(FrameBuilder.Ethernet().Pppoe().Ipv4("10.0.0.1", "10.0.0.2").Udp(7, 9).Build()).SourcePort);
        Assert.Equal(7, Parsed.Ip(FrameBuilder.Ethernet().Vlan(7).Pppoe().Ipv6("::1", "::2").Udp(7, 9).Build()).SourcePort);
    }

    [Theory]
    [InlineData(0x0806)]
    [InlineData(0x88CC)]
    [InlineData(0x0600)]
    public void Other_types_are_not_ip(ushort type)
    {
        Assert.Equal(PacketParseResult.NotIp, Parsed.Result(FrameBuilder.Ethernet().EtherType(type).Payload(46).Build()));
        Assert.Equal(PacketParseResult.NotIp, Parsed.Result(FrameBuilder.Ethernet().Vlan(1).EtherType(type).Payload(46).Build()));
    }

    [Fact]
    public void Spanning_tree_is_not_ip() =>
        Assert.Equal(PacketParseResult.NotIp, Parsed.Result(FrameBuilder.Ethernet().Llc(0x42, 0x42).Payload(40).Build()));

    [Fact]
    public void A_frame_cut_in_its_tags_is_truncated()
    {
        byte[] frame = FrameBuilder.Ethernet().ServiceVlan(1).Vlan(2).Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 2).Build();
        for (int length = 0; length < 22 + 20; length++) Assert.Equal(PacketParseResult.Truncated, Parsed.Result(frame.AsSpan(0, length)));
    }
}
