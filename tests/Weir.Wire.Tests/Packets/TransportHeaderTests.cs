using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.Wire.Tests.Packets;

public sealed class TransportHeaderTests
{
    private static FrameBuilder V4() => FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2");

    private static FrameBuilder V6() => FrameBuilder.Ethernet().Ipv6("::1", "::2");

    [Fact]
    public void Every_protocol_with_ports_gives_them()
    {
        FrameBuilder[] frames =
        [
            V4().Udp(258, 772), V4().UdpLite(258, 772), V4().Sctp(258, 772), V4().Dccp(258, 772), V4().Tcp(258, 772),
            V6().Udp(258, 772), V6().UdpLite(258, 772), V6().Sctp(258, 772), V6().Dccp(258, 772), V6().Tcp(258, 772),
        ];
        foreach (FrameBuilder frame in frames)
        {
            PacketFields fields = Parsed.Ip(frame.Build());
            Assert.Equal((258, 772), (fields.SourcePort, fields.DestinationPort));
            Assert.True(fields.Parts.HasFlag(PacketParts.Ports));
        }
    }

    [Fact]
    public void Icmp_gives_type_and_code_and_no_ports()
    {
        PacketFields v4 = Parsed.Ip(V4().Icmp(3, 13).Build());
        Assert.Equal((3, 13, PacketParts.Macs | PacketParts.Icmp), (v4.IcmpType, v4.IcmpCode, v4.Parts));
        PacketFields v6 = Parsed.Ip(V6().Icmpv6(135, 1).Build());
        Assert.Equal((135, 1, PacketParts.Macs | PacketParts.Icmp), (v6.IcmpType, v6.IcmpCode, v6.Parts));
    }

    [Fact]
    public void The_icmp_of_the_other_ip_version_means_nothing()
    {
        Assert.Equal(PacketParts.Macs, Parsed.Ip(V4().Icmpv6(128, 0).Build()).Parts);
        Assert.Equal(PacketParts.Macs, Parsed.Ip(V6().Icmp(8, 0).Build()).Parts);
    }

    [Theory]
    [InlineData(0x001)]
    [InlineData(0x100)]
    [InlineData(0x1FF)]
    [InlineData(0x000)]
    public void All_nine_tcp_flags_are_read(ushort flags) => Assert.Equal(flags, Parsed.Ip(V4().Tcp(1, 2, flags).Build()).TcpFlags);
}
