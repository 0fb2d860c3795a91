using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.Wire.Tests.Packets;

public sealed class Ipv6PacketTests
{
    private static FrameBuilder Ipv6() => FrameBuilder.Ethernet().Ipv6("2001:db8::1", "2001:db8::2");

    [Fact]
    public void A_udp_packet_gives_addresses_ports_label_and_length()
    {
        byte[] frame = FrameBuilder.Ethernet().Ipv6("2001:db8::1", "fe80::2", hopLimit: 3, trafficClass: 0xB9, flowLabel: 0xABCDE)
            .Udp(5353, 53).Payload(12).Build();
        PacketFields fields = Parsed.Ip(frame);
        Assert.Equal("2001:db8::1", fields.Source.ToString());
        Assert.Equal("fe80::2", fields.Destination.ToString());
        Assert.Equal((5353, 53), (fields.SourcePort, fields.DestinationPort));
        Assert.Equal((3, 0xB9), (fields.Ttl, fields.Tos));
        Assert.Equal(0xABCDEu, fields.FlowLabel);
        Assert.Equal(60u, fields.IpLength);
        Assert.Equal(0x86DD, fields.EtherType);
    }

    [Fact]
    public void Ports_lie_behind_the_extension_headers()
    {
        byte[] frame = Ipv6().HopByHop().DestinationOptions(2).Routing(3).Authentication().DestinationOptions().Mobility().Tcp(1000, 2000, 2).Build();
        PacketFields fields = Parsed.Ip(frame);
        Assert.Equal(6, fields.Protocol);
        Assert.Equal((1000, 2000), (fields.SourcePort, fields.DestinationPort));
        Assert.Equal((uint)frame.Length - 14, fields.IpLength);
    }

    [Fact]
    public void Only_the_first_fragment_has_ports()
    {
        PacketFields first = Parsed.Ip(Ipv6().Fragment(0, more: true, 0xCAFEBABE).Udp(1, 2).Payload(8).Build());
        Assert.Equal(PacketParts.Macs | PacketParts.Fragment | PacketParts.Ports, first.Parts);
        Assert.Equal(0xCAFEBABE, first.FragmentId);

        PacketFields later = Parsed.Ip(Ipv6().Fragment(1448, more: false, 0xCAFEBABE).Protocol(17).Payload(8).Build());
        Assert.Equal(PacketParts.Macs | PacketParts.Fragment, later.Parts);
        Assert.Equal((0, 0), (later.SourcePort, later.DestinationPort));
        Assert.Equal((17, 1448), (later.Protocol, later.FragmentOffset));
    }

    [Fact]
    public void An_atomic_fragment_is_a_whole_packet()
    {
        PacketFields fields = Parsed.Ip(Ipv6().Fragment(0, more: false, 9).Udp(1, 2).Build());
        Assert.Equal(PacketParts.Macs | PacketParts.Ports, fields.Parts);
        Assert.Equal(9u, fields.FragmentId);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(59)]
    [InlineData(41)]
    public void Other_protocols_end_the_chain(byte protocol)
    {
        PacketFields fields = Parsed.Ip(Ipv6().HopByHop().Protocol(protocol).Payload(20).Build());
        Assert.Equal(protocol, fields.Protocol);
        Assert.Equal(PacketParts.Macs, fields.Parts);
    }

    [Fact]
    public void A_chain_that_is_too_long_is_not_followed_to_its_end()
    {
        FrameBuilder frame = Ipv6();
        for (int i = 0; i < 100; i++) frame.DestinationOptions();
        PacketFields fields = Parsed.Ip(frame.Tcp(1, 2).Build());
        Assert.Equal(60, fields.Protocol);
        Assert.Equal(PacketParts.Macs, fields.Parts);
    }

    [Fact]
    public void A_payload_length_of_zero_is_taken_from_the_wire()
    {
        byte[] frame = FrameBuilder.Ethernet().Ipv6("::1", "::2", payloadLength: 0).HopByHop().Tcp(1, 2).Build();
        PacketFields fields = Parsed.Ip(frame, wireLength: 100_014);
        Assert.Equal(100_000u, fields.IpLength);
        Assert.Equal((1, 2), (fields.SourcePort, fields.DestinationPort));
    }

    [Fact]
    public void A_packet_without_next_header_is_forty_octets_whatever_pads_it() =>
        Assert.Equal(40u, Parsed.Ip(FrameBuilder.Ethernet().Ipv6("::1", "::2").Protocol(59).PadToEthernetMinimum().Build()).IpLength);

    [Fact]
    public void A_packet_cut_anywhere_gives_what_is_there()
    {
        byte[] frame = Ipv6().HopByHop().Fragment(0, more: true, 1).DestinationOptions(1).Tcp(1000, 2000, 2).Payload(30).Build();
        const int PortsAt = 14 + 40 + 8 + 8 + 16;
        for (int length = 0; length <= frame.Length; length++)
        {
            PacketFields fields = default;
            PacketParseResult result = PacketParser.Parse(frame.AsSpan(0, length), frame.Length, LinkType.Ethernet, ref fields);
            Assert.Equal(length < 54 ? PacketParseResult.Truncated : PacketParseResult.Ip, result);
            if (result != PacketParseResult.Ip) continue;
            Assert.Equal((uint)frame.Length - 14, fields.IpLength);
            Assert.Equal(length >= PortsAt + 4, fields.Parts.HasFlag(PacketParts.Ports));
            Assert.Equal(length >= PortsAt + 14, fields.Parts.HasFlag(PacketParts.TcpFlags));
        }
    }

    [Fact]
    public void A_wrong_version_is_malformed()
    {
        byte[] frame = Ipv6().Udp(1, 2).Build();
        frame[14] = 0x45;
        Assert.Equal(PacketParseResult.Malformed, Parsed.Result(frame));
    }
}
