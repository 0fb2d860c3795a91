using System.Globalization;
using Weir.Testing;
using Weir.Testing.Packets;
using Weir.Testing.Processes;
using Weir.Wire.Packets;

namespace Weir.Wire.Tests.Packets;

public sealed class TunnelParserTests
{
    public static TheoryData<string> Names => [.. Tunnels.All.Select(static each => each.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_packet_inside_is_read(string name)
    {
        byte[] frame = Tunnels.All.First(each => each.Name == name).Frame;
        PacketFields fields = Innermost(frame, out int depth);
        Assert.Equal(name switch { "mpls" => 0, "vxlan in gre" => 2, _ => 1 }, depth);
        Assert.Equal((17, 1111, 2222), ((int)fields.Protocol, (int)fields.SourcePort, (int)fields.DestinationPort));
        Assert.Equal(fields.EtherType == EtherTypes.Ipv6 ? 56u : 36u, fields.IpLength);
        Assert.Equal(1111, frame[fields.TransportOffset] << 8 | frame[fields.TransportOffset + 1]);
        bool hasFrame = name is "vxlan" or "geneve" or "gre with ethernet" or "vxlan in gre";
        Assert.Equal(hasFrame ? "02:00:00:00:00:aa" : "02:00:00:00:00:01", fields.SourceMac.ToString());
        if (hasFrame) Assert.Equal((77, 0), ((int)fields.VlanId, (int)fields.InnerVlanId));
    }

    [Fact]
    public void Tshark_reads_the_same_inner_headers()
    {
        Tool.Require("tshark");
        using TemporaryDirectory directory = new();
        string path = Path.Combine(directory.Path, "tunnels.pcap");
        File.WriteAllBytes(path, PcapWriter.File(Tunnels.All.Select(static each => each.Frame)));
        string[] lines = Tool.Output(
            "tshark", "-n", "-r", path, "-T", "fields", "-E", "occurrence=l", "-e", "ip.src", "-e", "ipv6.src", "-e", "udp.srcport", "-e", "udp.dstport", "-e", "ip.len")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Tunnels.All.Length, lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            string[] theirs = lines[i].Split('\t');
            PacketFields ours = Innermost(Tunnels.All[i].Frame, out _);
            bool v6 = ours.EtherType == EtherTypes.Ipv6;
            Assert.Equal(
                $"{Tunnels.All[i].Name}: {theirs[v6 ? 1 : 0]} {theirs[2]} {theirs[3]}",
                string.Create(CultureInfo.InvariantCulture, $"{Tunnels.All[i].Name}: {ours.Source} {ours.SourcePort} {ours.DestinationPort}"));
            if (!v6) Assert.Equal(theirs[4], ours.IpLength.ToString(CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void A_tunnel_cut_anywhere_is_the_outer_packet_or_has_a_whole_inner_header()
    {
        foreach ((_, byte[] frame) in Tunnels.All)
        {
            for (int length = 0; length <= frame.Length; length++)
            {
                byte[] guarded = new byte[length + 64];
                guarded.AsSpan().Fill(0xFF);
                frame.AsSpan(0, length).CopyTo(guarded.AsSpan(32));
                PacketFields alone = default, between = default;
                if (PacketParser.Parse(frame.AsSpan(0, length), frame.Length, LinkType.Ethernet, ref alone) != PacketParseResult.Ip) continue;
                PacketParser.Parse(guarded.AsSpan(32, length), frame.Length, LinkType.Ethernet, ref between);
                Assert.Equal(
                    TunnelParser.TryParseInner(frame.AsSpan(0, length), ref alone), TunnelParser.TryParseInner(guarded.AsSpan(32, length), ref between));
                Assert.Equal(alone, between);
            }
        }
    }

    [Fact]
    public void No_mutation_is_read_past_its_end_or_throws()
    {
        Random random = new(20260202);
        (string Name, byte[] Frame)[] all = Tunnels.All;
        int opened = 0;
        for (int turn = 0; turn < 150_000; turn++)
        {
            byte[] seed = all[turn % all.Length].Frame;
            byte[] frame = seed[..(random.Next(3) == 0 ? random.Next(seed.Length + 1) : seed.Length)];
            for (int changes = random.Next(4); changes > 0 && frame.Length > 0; changes--)
                frame[random.Next(frame.Length)] = (byte)(random.Next(4) == 0 ? 0xFF : random.Next(256));
            PacketFields fields = default;
            if (PacketParser.Parse(frame, frame.Length, LinkType.Ethernet, ref fields) != PacketParseResult.Ip) continue;
            for (int depth = 0; depth < TunnelParser.MaxDepth && TunnelParser.TryParseInner(frame, ref fields); depth++) opened++;
            Assert.True(fields.NetworkOffset <= frame.Length && fields.TransportOffset <= frame.Length);
        }

        Assert.InRange(opened, 30_000, 300_000);
    }

    private static PacketFields Innermost(byte[] frame, out int depth)
    {
        PacketFields fields = Parsed.Ip(frame);
        for (depth = 0; depth < TunnelParser.MaxDepth && TunnelParser.TryParseInner(frame, ref fields);) depth++;
        return fields;
    }
}
