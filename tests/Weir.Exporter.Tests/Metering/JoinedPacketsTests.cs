using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;
using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.Exporter.Tests.Metering;

public sealed unsafe class JoinedPacketsTests
{
    private const int Segment = 100;

    [Theory]
    [InlineData(1, 0u)]
    [InlineData(100, 0u)]
    [InlineData(101, 1u)]
    [InlineData(200, 1u)]
    [InlineData(201, 2u)]
    [InlineData(5000, 49u)]
    public void Each_packet_of_the_wire_has_the_headers_again(int payload, uint extra)
    {
        byte[] options = [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2];
        Check(FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Tcp(1, 2, options: options).Payload(payload).Build(), 20 + 32, payload, IpProtocols.Tcp, extra);
        Check(FrameBuilder.Ethernet().Vlan(5).Ipv6("2001:db8::1", "2001:db8::2").HopByHop().Tcp(1, 2).Payload(payload).Build(), 40 + 8 + 20, payload, IpProtocols.Tcp, extra);
        Check(FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 2).Payload(payload).Build(), 20 + 8, payload, IpProtocols.Udp, extra);
    }

    [Fact]
    public void What_is_joined_in_a_tunnel_or_was_captured_in_part_stays_one_packet_with_its_octets()
    {
        byte[] tunnel = FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 4789).Payload(1000).Build();
        Assert.Equal((0u, 1028u), Count(tunnel, tunnel.Length, IpProtocols.Tcp));
        byte[] cut = FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Tcp(1, 2).Payload(1000).Build();
        Assert.Equal((0u, 1040u), Count(cut, 14 + 20 + 12, IpProtocols.Tcp));
        Assert.Equal((0u, 1040u), Count(cut, 14 + 20, IpProtocols.Tcp));
    }

    private static void Check(byte[] frame, int headers, int payload, byte protocol, uint extra) =>
        Assert.Equal((extra, (uint)(headers * (extra + 1) + payload)), Count(frame, frame.Length, protocol));

    private static (uint Extra, uint Octets) Count(byte[] frame, int captured, byte protocol)
    {
        fixed (byte* octets = frame)
        {
            CapturedPacket packet = new() { Data = octets, CapturedLength = captured, WireLength = frame.Length, SegmentSize = Segment, SegmentProtocol = protocol };
            PacketFields fields = default;
            Assert.Equal(PacketParseResult.Ip, PacketParser.Parse(packet.Octets, packet.WireLength, LinkType.Ethernet, ref fields));
            return (JoinedPackets.Count(in packet, ref fields), fields.IpLength);
        }
    }
}
