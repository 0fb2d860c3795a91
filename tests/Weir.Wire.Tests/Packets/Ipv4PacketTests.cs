using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.Wire.Tests.Packets;

public sealed class Ipv4PacketTests
{
    private const int EthernetSize = 14;

    [Fact]
    public void A_tcp_packet_gives_addresses_ports_flags_and_length()
    {
        byte[] frame = FrameBuilder.Ethernet("02:00:00:00:00:0a", "02:00:00:00:00:0b")
            .Ipv4("10.1.2.3", "192.0.2.9", ttl: 61, tos: 0xB8, id: 4711).Tcp(50123, 443, 0x1AB).Payload(100).Build();
        PacketFields fields = Parsed.Ip(frame);

        Assert.Equal("10.1.2.3", fields.Source.ToString());
        Assert.Equal("192.0.2.9", fields.Destination.ToString());
        Assert.Equal(50123, fields.SourcePort);
        Assert.Equal(443, fields.DestinationPort);
        Assert.Equal(6, fields.Protocol);
        Assert.Equal(0x1AB, fields.TcpFlags);
        Assert.Equal(140u, fields.IpLength);
        Assert.Equal(61, fields.Ttl);
        Assert.Equal(0xB8, fields.Tos);
        Assert.Equal(4711u, fields.FragmentId);
        Assert.Equal(0x0800, fields.EtherType);
        Assert.Equal("02:00:00:00:00:0a", fields.SourceMac.ToString());
        Assert.Equal("02:00:00:00:00:0b", fields.DestinationMac.ToString());
        Assert.Equal(PacketParts.Macs | PacketParts.Ports | PacketParts.TcpFlags, fields.Parts);
    }

    [Fact]
    public void Ports_lie_behind_the_options()
    {
        PacketFields fields = Parsed.Ip(FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2", options: new byte[40]).Udp(53, 5353).Build());
        Assert.Equal((53, 5353), (fields.SourcePort, fields.DestinationPort));
        Assert.Equal(68u, fields.IpLength);
        Assert.Equal((EthernetSize, EthernetSize + 60), (fields.NetworkOffset, fields.TransportOffset));
    }

    [Fact]
    public void Only_the_first_fragment_has_ports()
    {
        PacketFields first = Parsed.Ip(FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2", id: 7, moreFragments: true).Udp(1, 2).Payload(64).Build());
        Assert.Equal(PacketParts.Macs | PacketParts.Fragment | PacketParts.Ports, first.Parts);
        Assert.Equal(0, first.FragmentOffset);

        PacketFields later = Parsed.Ip(
            FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2", id: 7, fragmentOffset: 65528).Protocol(17).Payload(64).Build());
        Assert.Equal(PacketParts.Macs | PacketParts.Fragment, later.Parts);
        Assert.Equal((0, 0), (later.SourcePort, later.DestinationPort));
        Assert.Equal(65528, later.FragmentOffset);
        Assert.Equal(17, later.Protocol);
    }

    [Fact]
    public void Padding_of_the_link_is_neither_length_nor_ports()
    {
        PacketFields fields = Parsed.Ip(FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Protocol(17).Trailer(26, 0xFF).Build());
        Assert.Equal(20u, fields.IpLength);
        Assert.Equal(PacketParts.Macs, fields.Parts);
        Assert.Equal((0, 0), (fields.SourcePort, fields.DestinationPort));
    }

    [Fact]
    public void A_total_length_of_zero_is_taken_from_the_wire()
    {
        byte[] frame = FrameBuilder.Ethernet().Vlan(5).Ipv4("10.0.0.1", "10.0.0.2", totalLength: 0).Tcp(1, 2).Payload(100).Build();
        PacketFields fields = Parsed.Ip(frame, wireLength: 66_000);
        Assert.Equal(66_000u - EthernetSize - 4, fields.IpLength);
        Assert.True(fields.Parts.HasFlag(PacketParts.Ports));
    }

    [Fact]
    public void A_packet_cut_after_its_ip_header_is_a_packet_without_ports()
    {
        byte[] frame = FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Tcp(1, 2).Payload(100).Build();
        for (int length = 0; length <= frame.Length; length++)
        {
            PacketFields fields = default;
            PacketParseResult result = PacketParser.Parse(frame.AsSpan(0, length), frame.Length, LinkType.Ethernet, ref fields);
            Assert.Equal(length < EthernetSize + 20 ? PacketParseResult.Truncated : PacketParseResult.Ip, result);
            if (result != PacketParseResult.Ip) continue;
            Assert.Equal(140u, fields.IpLength);
            Assert.Equal(length >= EthernetSize + 24, fields.Parts.HasFlag(PacketParts.Ports));
            Assert.Equal(length >= EthernetSize + 34, fields.Parts.HasFlag(PacketParts.TcpFlags));
        }
    }

    [Theory]
    [InlineData(0x44)]
    [InlineData(0x55)]
    [InlineData(0x65)]
    [InlineData(0x40)]
    public void A_wrong_version_or_header_length_is_malformed(byte first)
    {
        byte[] frame = FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 2).Build();
        frame[EthernetSize] = first;
        Assert.Equal(PacketParseResult.Malformed, Parsed.Result(frame));
    }

    [Fact]
    public void A_total_length_below_the_header_is_malformed() =>
        Assert.Equal(
            PacketParseResult.Malformed,
            Parsed.Result(FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2", totalLength: 19).Udp(1, 2).Build()));
}
