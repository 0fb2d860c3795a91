using System.Diagnostics;
using System.Text.Json;
using Weir.Capture.NfLog;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Testing.Processes;
using Weir.Wire.Packets;

namespace Weir.Capture.Tests.Netfilter;

/// <summary>Packets that real rules log; the rules' own counters are the truth.</summary>
public sealed class NfLogSourceTests
{
    private const string LogOutput = """
        table inet truth {
          counter logged { }
          chain out {
            type filter hook output priority filter; policy accept;
            udp dport 7000 counter name logged log group 5 snaplen 128 queue-threshold 64
          }
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void A_burst_is_read_to_the_last_packet_and_octet(int queueThreshold) => InPrivateNetwork(() =>
    {
        Nftables.Apply(LogOutput);
        using NfLogSource source = Open(new NfLogOptions { Group = 5, QueueThreshold = queueThreshold });
        const int packets = 30_000;
        Thread sender = NamespaceThread(() => LoopbackTraffic.Burst(packets, 7000, 700));
        Read read = ReadAll(source, packets);
        sender.Join();
        Assert.Equal(Nftables.Counter("truth", "logged"), (read.Packets, read.Octets));
        Assert.Equal(new NfLogMetrics(packets, 0, 0, 0, 0), source.Metrics);
        Assert.Equal(new KernelCounts(packets, 0), source.Counts);
    });

    [Fact]
    public void What_has_no_room_is_counted_to_the_packet() => InPrivateNetwork(() =>
    {
        Nftables.Apply(LogOutput);
        using NfLogSource source = Open(new NfLogOptions { Group = 5, BufferOctets = 64 * 1024 });
        LoopbackTraffic.Burst(20_000, 7000);
        Read read = ReadAll(source, null);
        // The first packet after the loss tells how much it was.
        LoopbackTraffic.Burst(1, 7000);
        for (long start = Stopwatch.GetTimestamp(); source.Metrics.Packets < 20_001 && Stopwatch.GetElapsedTime(start) < Patience;) read = read.And(ReadAll(source, null));
        Assert.Equal(20_001UL, Nftables.Counter("truth", "logged").Packets);
        Assert.Equal(20_001, source.Metrics.Packets);
        Assert.InRange(source.Metrics.Drops, 1, 20_000);
        Assert.Equal(20_001, (long)read.Packets + source.Metrics.Drops);
        Assert.True(source.Metrics.Overruns > 0);
    });

    [Fact]
    public void A_forwarded_packet_has_both_interfaces_its_mark_and_the_rule_s_prefix() => InPrivateNetwork(() =>
    {
        // Two cables into this network: what comes by one is sent on by the other.
        PrivateNetwork.Cable("left", "leftend");
        PrivateNetwork.Cable("right", "rightend");
        PrivateNetwork.Ip("address add 10.1.0.1/24 dev leftend");
        PrivateNetwork.Ip("address add 10.2.0.1/24 dev rightend");
        PrivateNetwork.Ip("neighbour add 10.2.0.2 lladdr 02:00:00:00:00:09 dev rightend");
        File.WriteAllText("/proc/sys/net/ipv4/ip_forward", "1");
        foreach (string name in (string[])["all", "leftend"]) File.WriteAllText($"/proc/sys/net/ipv4/conf/{name}/rp_filter", "0");
        Nftables.Apply("""
            table inet rules {
              chain forward {
                type filter hook forward priority filter;
                udp dport 53 meta mark set 0xabc log prefix "names: " group 9
              }
            }
            """);
        using NfLogSource source = Open(new NfLogOptions { Group = 9 });
        using AfPacket.FrameSender sender = new("left");
        sender.Send(Testing.Packets.FrameBuilder.Ethernet(destination: Address("leftend")).Ipv4("10.1.0.2", "10.2.0.2").Udp(1000, 53).Payload(30).Build());
        List<(PacketFields Fields, PacketPath Path)> seen = [];
        PacketBatch batch = new();
        for (long start = Stopwatch.GetTimestamp(); seen.Count == 0 && Stopwatch.GetElapsedTime(start) < Patience;)
        {
            source.Read(batch);
            for (int i = 0; i < batch.Count; i++) seen.Add((Parse(in batch[i]), Path(source, in batch[i])));
        }

        (PacketFields fields, PacketPath path) = Assert.Single(seen);
        Assert.Equal(new PacketPath(Index("leftend"), Index("rightend"), 0xabc, null), path with { LogPrefix = null });
        Assert.Equal("names: "u8, path.LogPrefix!);
        // The kernel tells the header it came with.
        Assert.Equal(Address("leftend"), fields.DestinationMac.ToString());
        Assert.Equal((58u, 53), (fields.IpLength, fields.DestinationPort));
    });

    [Fact]
    public void A_record_names_the_path_of_its_flow()
    {
        PacketPaths paths = new(2);
        Assert.True(paths.TryNumber(new PacketPath(3, 4, 0xabc, null), out uint forwarded));
        Assert.True(paths.TryNumber(new PacketPath(0, 5, 1, true), out uint outgoing));
        Assert.False(paths.TryNumber(new PacketPath(6, 7, 1, true), out _));
        Assert.True(paths.TryNumber(new PacketPath(3, 4, 0xabc, null), out uint again));
        Assert.Equal(forwarded, again);
        FlowBatch batch = new();
        uint[] numbers = [forwarded, 17, outgoing];
        for (int row = 0; row < numbers.Length; row++)
        {
            batch.Set(FlowColumns.InIf, row, numbers[row]);
            batch.Set(FlowColumns.Direction, row, (byte)0);
        }

        batch.Count = numbers.Length;
        List<string> told = [];
        new PacketPathSink(new Reader(told), paths).Write(batch);
        Assert.Equal(["3 4 2748 ", "17   0", " 5 1 1"], told);
    }

    [Fact]
    public void A_record_names_the_prefix_of_the_rule_that_logged_its_first_packet()
    {
        LogPrefixes prefixes = new(2);
        byte[] ssh = prefixes.Find("ssh: "u8)!;
        Assert.NotNull(prefixes.Find("web: "u8));
        Assert.Same(ssh, prefixes.Find("ssh: "u8));
        Assert.Null(prefixes.Find("one more"u8));
        Assert.Null(prefixes.Find(""u8));
        PacketPaths paths = new(2);
        Assert.True(paths.TryNumber(new PacketPath(3, 0, 0, false) { LogPrefix = ssh }, out uint number));
        FlowBatch batch = new() { Count = 1 };
        batch.Set(FlowColumns.InIf, 0, number);
        string text = "";
        new PacketPathSink(new Told(record => text = System.Text.Encoding.UTF8.GetString(record.Text(FlowColumns.LogPrefix, 0))), paths).Write(batch);
        Assert.Equal("ssh: ", text);
    }

    [Fact]
    public void A_group_that_another_one_has_is_refused_with_its_reason() => InPrivateNetwork(() =>
    {
        using NfLogSource source = Open(new NfLogOptions { Group = 5 });
        NfLogException refusal = Assert.Throws<NfLogException>(() => Open(new NfLogOptions { Group = 5 }));
        Assert.Equal("nflog 5: another program listens to this group; choose another group, here and in the rule.", refusal.Message);
    });

    [Fact]
    public void A_packet_that_is_not_IP_says_so() => InPrivateNetwork(() =>
    {
        PrivateNetwork.Cable("left", "right");
        Nftables.Apply("""
            table netdev rules {
              chain in {
                type filter hook ingress device "right" priority filter;
                log group 5
              }
            }
            """);
        using NfLogSource source = Open(new NfLogOptions { Group = 5 });
        using AfPacket.FrameSender sender = new("left");
        sender.Send([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 0x88, 0xcc, .. new byte[50]]);
        PacketBatch batch = new();
        for (long start = Stopwatch.GetTimestamp(); batch.Count == 0 && Stopwatch.GetElapsedTime(start) < Patience;) source.Read(batch);
        Assert.Equal(LinkType.Ethernet, batch[0].LinkType);
        PacketFields fields = default;
        Assert.Equal(PacketParseResult.NotIp, PacketParser.Parse(batch[0].Octets, batch[0].WireLength, LinkType.Ethernet, false, 0, ref fields));
    });

    [Fact]
    public void Reading_allocates_nothing() => InPrivateNetwork(() =>
    {
        Nftables.Apply(LogOutput);
        using NfLogSource source = Open(new NfLogOptions { Group = 5 });
        PacketBatch batch = new();
        ulong read = 0;
        void ReadSome()
        {
            for (read = 0; read < 1000;)
            {
                source.Read(batch);
                read += (ulong)batch.Count;
            }
        }

        LoopbackTraffic.Burst(20_000, 7000);
        ReadSome();
        AllocationBudget.Check("capture/nflog: read a batch", ReadSome);
    });

    private readonly record struct Read(ulong Packets, ulong Octets)
    {
        public Read And(Read other) => new(Packets + other.Packets, Octets + other.Octets);
    }

    private sealed class Reader(List<string> told) : IFlowSink
    {
        public void Write(FlowBatch batch)
        {
            for (int row = 0; row < batch.Count; row++)
                told.Add($"{Value(batch, FlowColumns.InIf, row)} {Value(batch, FlowColumns.OutIf, row)} {Value(batch, FlowColumns.PacketMark, row)} {Value(batch, FlowColumns.Direction, row)}");
        }

        private static T? Value<T>(FlowBatch batch, FlowColumn<T> column, int row)
            where T : unmanaged => batch.IsValid(column, row) ? batch.Column(column)[row] : null;
    }

    private static NfLogSource Open(NfLogOptions options) => NfLogSource.Open(options, TimeProvider.System);

    // Until there are so many, or none come any more.
    private static Read ReadAll(NfLogSource source, int? count)
    {
        Read read = default;
        PacketBatch batch = new();
        for (long start = Stopwatch.GetTimestamp(); (count is null || read.Packets < (ulong)count) && Stopwatch.GetElapsedTime(start) < Patience;)
        {
            if (source.Read(batch) == PacketReadStatus.Idle && count is null) break;
            for (int i = 0; i < batch.Count; i++)
            {
                PacketFields fields = Parse(in batch[i]);
                Assert.True(batch[i].TimeNs > 0);
                read = read.And(new(1, fields.IpLength));
            }
        }

        return read;
    }

    private static PacketFields Parse(in CapturedPacket packet)
    {
        PacketFields fields = default;
        Assert.Equal(PacketParseResult.Ip, PacketParser.Parse(packet.Octets, packet.WireLength, packet.LinkType, false, 0, ref fields));
        return fields;
    }

    private static PacketPath Path(NfLogSource source, in CapturedPacket packet)
    {
        Assert.True(source.Paths.TryFind(packet.InterfaceIndex, out PacketPath path));
        return path;
    }

    // Not from /sys, which may show another namespace's.
    private static uint Index(string name) => Link(name).GetProperty("ifindex").GetUInt32();

    private static string Address(string name) => Link(name).GetProperty("address").GetString()!;

    private static JsonElement Link(string name)
    {
        using var document = JsonDocument.Parse(Tool.Output("ip", "-j", "link", "show", name));
        return document.RootElement[0].Clone();
    }

    private static Thread NamespaceThread(Action action)
    {
        // A thread begins in the namespace of the one that starts it.
        var thread = new Thread(() => action());
        thread.Start();
        return thread;
    }

    private static void InPrivateNetwork(Action test)
    {
        Assert.SkipWhen(PrivateNetwork.Obstacle is not null, PrivateNetwork.Obstacle ?? "");
        Tool.Require("nft");
        PrivateNetwork.Run(test);
    }

    private sealed class Told(Action<FlowBatch> tell) : IFlowSink
    {
        public void Write(FlowBatch batch) => tell(batch);
    }
}
