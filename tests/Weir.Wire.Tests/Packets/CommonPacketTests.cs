using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.Wire.Tests.Packets;

/// <summary>
/// Most packets take a short way through the parser. A tag sends a frame the long way, so the same packet with and without one
/// must give the same fields, whatever is in its headers.
/// </summary>
public sealed class CommonPacketTests
{
    private const int TypeOffset = 12;
    private const int TagSize = 4;

    [Fact]
    public void The_short_way_and_the_long_way_agree()
    {
        Random random = new(20260103);
        byte[][] seeds =
        [
            FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2", tos: 3, id: 5).Tcp(1, 2, 0x1FF).Payload(9).Build(),
            FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2", ttl: 1, dontFragment: true).Udp(3, 4).Payload(30).Build(),
        ];
        for (int turn = 0; turn < 50_000; turn++)
        {
            byte[] seed = seeds[turn & 1];
            byte[] frame = seed[..random.Next(TypeOffset + 2, seed.Length + 1)];
            for (int changes = random.Next(4); changes > 0; changes--)
            {
                int at = random.Next(TypeOffset + 2, 50);
                if (at < frame.Length) frame[at] = (byte)random.Next(256);
            }

            byte[] tagged = [.. frame[..TypeOffset], 0x81, 0, 0, 0, .. frame[TypeOffset..]];
            PacketFields plain = default, other = default;
            PacketParseResult result = PacketParser.Parse(frame, frame.Length, LinkType.Ethernet, ref plain);
            Assert.Equal(PacketParser.Parse(tagged, tagged.Length, LinkType.Ethernet, ref other), result);
            other.Parts &= ~PacketParts.Vlan;
            other.NetworkOffset -= TagSize;
            if (other.TransportOffset != 0) other.TransportOffset -= TagSize;
            if (result == PacketParseResult.Ip) Assert.Equal(other, plain);
        }
    }
}
