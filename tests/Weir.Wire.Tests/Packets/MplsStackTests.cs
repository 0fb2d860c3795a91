using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.Wire.Tests.Packets;

public sealed class MplsStackTests
{
    [Theory]
    [InlineData(1, PacketParseResult.Ip)]
    [InlineData(3, PacketParseResult.Ip)]
    [InlineData(16, PacketParseResult.Ip)]
    [InlineData(17, PacketParseResult.NotIp)]
    public void The_packet_behind_the_stack_is_read(int labels, PacketParseResult result)
    {
        FrameBuilder frame = FrameBuilder.Ethernet().Vlan(3).EtherType(0x8847);
        for (int label = 1; label <= labels; label++) frame.Octets([0, (byte)label, (byte)(label == labels ? 1 : 0), 64]);
        byte[] built = frame.Octets(FrameBuilder.Raw().Ipv6("2001:db8::1", "2001:db8::2").Udp(7, 8).Payload(4).Build()).Build();
        Assert.Equal(result, Parsed.Result(built));
        if (result != PacketParseResult.Ip) return;
        PacketFields fields = Parsed.Ip(built);
        Assert.Equal((3, 7, 8, 52u), ((int)fields.VlanId, (int)fields.SourcePort, (int)fields.DestinationPort, fields.IpLength));
    }

    [Fact]
    public void Something_else_behind_the_stack_is_not_ip_and_a_stack_without_end_is_cut()
    {
        Assert.Equal(PacketParseResult.NotIp, Parsed.Result(FrameBuilder.Ethernet().EtherType(0x8847).Octets([0, 1, 1, 64, 0, 0, 0, 0]).Payload(40).Build()));
        Assert.Equal(PacketParseResult.Truncated, Parsed.Result(FrameBuilder.Ethernet().EtherType(0x8848).Octets([0, 1, 0, 64]).Build()));
        Assert.Equal(PacketParseResult.Truncated, Parsed.Result(FrameBuilder.Ethernet().EtherType(0x8848).Octets([0, 1, 1, 64]).Build()));
    }
}
