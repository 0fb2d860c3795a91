using Weir.Testing;
using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.Wire.Tests.Packets;

public sealed class PacketParserRobustnessTests
{
    private static readonly byte[][] Seeds =
    [
        FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2", options: new byte[8]).Tcp(1, 2).Payload(20).Build(),
        FrameBuilder.Ethernet().ServiceVlan(1).Vlan(2).Snap().Ipv6("::1", "::2").HopByHop().Fragment(0, true, 3).Udp(1, 2).Build(),
        FrameBuilder.Ethernet().Pppoe().Ipv6("::1", "::2").Routing(1).Authentication().Mobility().DestinationOptions().Icmpv6(1, 2).Build(),
        FrameBuilder.LinuxSll().Ipv4("10.0.0.1", "10.0.0.2").Sctp(1, 2).Build(),
        FrameBuilder.Loopback().Ipv6("::1", "::2").Dccp(1, 2).Build(),
    ];

    private static readonly LinkType[] LinkTypes = [.. Enum.GetValues<LinkType>(), (LinkType)127];

    /// <summary>
    /// The frame lies in an array of its own length, so a read outside of it throws; what surrounds it must not change what is read.
    /// </summary>
    [Fact]
    public void No_mutation_is_read_past_its_end_or_throws()
    {
        Random random = new(20260101);
        for (int turn = 0; turn < 150_000; turn++)
        {
            byte[] seed = Seeds[random.Next(Seeds.Length)];
            byte[] frame = seed[..random.Next(seed.Length + 1)];
            for (int changes = random.Next(5); changes > 0 && frame.Length > 0; changes--)
                frame[random.Next(frame.Length)] = (byte)(random.Next(4) == 0 ? 0xFF : random.Next(256));
            LinkType linkType = LinkTypes[random.Next(LinkTypes.Length)];
            PacketFields fields = default;
            PacketParseResult result = PacketParser.Parse(frame, frame.Length, linkType, ref fields);
            if (result != PacketParseResult.Ip) continue;
            Assert.True(fields.EtherType is 0x0800 or 0x86DD);
            Assert.True(fields.IpLength >= 20);
            Assert.True(fields.Parts.HasFlag(PacketParts.Ports) || (fields.SourcePort, fields.DestinationPort) == (0, 0));
        }
    }

    [Fact]
    public void What_lies_around_the_frame_does_not_matter()
    {
        foreach (byte[] seed in Seeds)
        {
            for (int length = 0; length <= seed.Length; length++)
            {
                byte[] guarded = new byte[length + 128];
                guarded.AsSpan().Fill(0xFF);
                seed.AsSpan(0, length).CopyTo(guarded.AsSpan(64));
                foreach (LinkType linkType in LinkTypes)
                {
                    PacketFields alone = default, between = default;
                    PacketParseResult result = PacketParser.Parse(seed.AsSpan(0, length), seed.Length, linkType, ref alone);
                    Assert.Equal(result, PacketParser.Parse(guarded.AsSpan(64, length), seed.Length, linkType, ref between));
                    Assert.Equal(alone, between);
                }
            }
        }
    }

    [Fact]
    public void What_a_former_packet_left_is_gone()
    {
        PacketFields used = Parsed.Ip(Seeds[1]);
        PacketFields fresh = default;
        byte[] plain = FrameBuilder.Raw().Ipv4("10.0.0.1", "10.0.0.2").Protocol(89).Payload(4).Build();
        PacketParser.Parse(plain, plain.Length, LinkType.RawIp, ref used);
        PacketParser.Parse(plain, plain.Length, LinkType.RawIp, ref fresh);
        Assert.Equal(fresh, used);
    }

    [Fact]
    public void Parsing_allocates_nothing()
    {
        PacketFields fields = default;
        for (int turn = 0; turn < 200; turn++) ParseAll(ref fields);
        AllocationBudget.Check("wire/packets: parse a packet", static () =>
        {
            PacketFields fields = default;
            for (int turn = 0; turn < 1000; turn++) ParseAll(ref fields);
        });
    }

    private static void ParseAll(ref PacketFields fields)
    {
        foreach (byte[] frame in Seeds)
        {
            foreach (LinkType linkType in LinkTypes) PacketParser.Parse(frame, frame.Length, linkType, ref fields);
        }
    }
}
