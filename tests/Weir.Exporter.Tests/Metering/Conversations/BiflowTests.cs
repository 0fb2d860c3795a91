using Weir.Exporter.Metering;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Packets;

namespace Weir.Exporter.Tests.Metering.Conversations;

/// <summary>Both directions of a conversation in one record (RFC 5103).</summary>
public sealed class BiflowTests
{
    private const string Client = "192.0.2.9", Server = "192.0.2.1";

    private readonly ValueSink _sink = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_request_and_its_answers_are_one_record_from_who_asked()
    {
        Dictionary<string, object> record = Assert.Single(Meter(Udp(Client, 5353, Server, 53, 40), Udp(Server, 53, Client, 5353, 400), Udp(Server, 53, Client, 5353, 100)));
        Assert.Equal((Client, Server, 5353L, 53L), (record["src_addr"], record["dst_addr"], record["src_port"], record["dst_port"]));
        Assert.Equal((1L, 68L, 2L, 556L, 1L), (record["packets"], record["bytes"], record["reverse_packets"], record["reverse_bytes"], record["biflow_direction"]));
        Assert.Equal(
            (Packet.Start, Packet.Start, Packet.Start + 1_000_000, Packet.Start + 2_000_000),
            (record["time_flow_start_ns"], record["time_flow_end_ns"], record["reverse_time_flow_start_ns"], record["reverse_time_flow_end_ns"]));
        Assert.Equal(("02:00:00:00:00:01", "02:00:00:00:00:02"), (record["src_mac"], record["dst_mac"]));
    }

    [Fact]
    public void A_conversation_of_one_direction_has_no_reverse_columns()
    {
        Dictionary<string, object> record = Assert.Single(Meter(Udp(Client, 1, Server, 2, 40)));
        Assert.DoesNotContain(record.Keys, name => name.StartsWith("reverse_", StringComparison.Ordinal));
        Assert.Equal((Client, 1L), (record["src_addr"], record["packets"]));
    }

    [Fact]
    public void Whose_syn_was_answered_began_it_though_the_answer_was_seen_first()
    {
        Dictionary<string, object> record = Assert.Single(Meter(
            Tcp(Server, 443, Client, 5000, Packet.Syn | Packet.Ack), Tcp(Client, 5000, Server, 443, Packet.Ack), Tcp(Server, 443, Client, 5000, Packet.Ack)));
        Assert.Equal((Client, 1L, 2L, 1L), (record["src_addr"], record["packets"], record["reverse_packets"], record["biflow_direction"]));
        Assert.Equal(((long)Packet.Ack, (long)(Packet.Syn | Packet.Ack)), (record["tcp_flags"], record["reverse_tcp_flags"]));
    }

    [Fact]
    public void Where_only_the_answer_was_seen_the_destination_began_it()
    {
        Dictionary<string, object> record = Assert.Single(Meter(Tcp(Server, 443, Client, 5000, Packet.Syn | Packet.Ack)));
        Assert.Equal((Server, 1L, 2L), (record["src_addr"], record["packets"], record["biflow_direction"]));
    }

    [Fact]
    public void An_echo_and_its_reply_are_one_and_an_echo_the_other_way_is_another()
    {
        List<Dictionary<string, object>> records = Meter(Echo(Client, Server, 8), Echo(Server, Client, 0), Echo(Server, Client, 8));
        Assert.Equal([Client, Server], records.Select(record => record["src_addr"]));
        Assert.Equal([8L, 8L], records.Select(record => record["icmp_type"]));
        Assert.Equal(1L, records[0]["reverse_packets"]);
        Assert.DoesNotContain("reverse_packets", records[1]);
    }

    [Fact]
    public void A_reply_without_its_echo_stays_a_reply()
    {
        Dictionary<string, object> record = Assert.Single(Meter(Echo(Server, Client, 0)));
        Assert.Equal((Server, 0L), (record["src_addr"], record["icmp_type"]));
    }

    [Fact]
    public void The_record_after_an_active_timeout_has_the_same_source_whoever_sends_first()
    {
        byte[] question = Udp(Client, 1000, Server, 7000, 10), answer = Udp(Server, 7000, Client, 1000, 10);
        List<Dictionary<string, object>> records = Meter(
            new MeteringOptions { Biflow = true, ActiveTimeout = TimeSpan.FromMilliseconds(1), IdleTimeout = null }, [question, answer, answer, answer, question]);
        Assert.True(records.Count > 1);
        Assert.Equal(5L, records.Sum(record => (long)record["packets"] + (long)record.GetValueOrDefault("reverse_packets", 0L)));
        // A record without the initiator's packets names the other end and says so.
        Assert.All(records, record => Assert.Equal((string)record["src_addr"] == Client ? 1L : 2L, record["biflow_direction"]));
    }

    [Theory]
    [InlineData(TrackingLevel.Full)]
    [InlineData(TrackingLevel.Port)]
    [InlineData(TrackingLevel.Proto)]
    [InlineData(TrackingLevel.Ip)]
    [InlineData(TrackingLevel.Vlan)]
    [InlineData(TrackingLevel.Ether)]
    public void Both_directions_meet_at_every_level(TrackingLevel level)
    {
        byte[] there = FrameBuilder.Ethernet().Vlan(5).Ipv4(Client, Server).Udp(10, 20).Payload(8).Build();
        byte[] back = FrameBuilder.Ethernet("02:00:00:00:00:02", "02:00:00:00:00:01").Vlan(5).Ipv4(Server, Client).Udp(20, 10).Payload(8).Build();
        Dictionary<string, object> record = Assert.Single(Meter(new MeteringOptions { Biflow = true, Level = level }, [there, back]));
        Assert.Equal((Client, 1L, 1L), (record["src_addr"], record["packets"], record["reverse_packets"]));
    }

    [Fact]
    public void Biflows_made_two_add_up_to_what_each_direction_has_alone()
    {
        var random = new Random(7);
        byte[][] frames = [.. Enumerable.Range(0, 4000).Select(_ => RandomFrame(random))];
        Assert.Equal(Totals(frames, new() { IdleTimeout = null, ActiveTimeout = null }), Totals(frames, new() { IdleTimeout = null, ActiveTimeout = null, Biflow = true }));
        Assert.Equal(Totals(frames, new()), Totals(frames, new() { Biflow = true, ActiveTimeout = TimeSpan.FromMilliseconds(300) }));
    }

    [Fact]
    public void Metering_conversations_and_making_two_of_each_allocates_nothing_per_packet()
    {
        byte[][] frames = [.. Enumerable.Range(0, 64).Select(at => at % 2 == 0
            ? Tcp(Client, (ushort)(1000 + at / 2), Server, 443, Packet.Ack) : Tcp(Server, 443, Client, (ushort)(1000 + at / 2), Packet.Ack))];
        using var process = new MeteringProcess(new() { Biflow = true, TcpPerformance = true }, new FlowKeyHash(1), new UniflowSink(new CountingSink()), _clock);
        using var source = new FrameSource(PacketReadStatus.End, frames);
        for (int i = 0; i < 200; i++) Rerun(process, source);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) Rerun(process, source);

        // As for flows of one direction: the index's memory is taken anew for each run.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / (10 * 64), 0, 8);
    }

    private static void Rerun(MeteringProcess process, FrameSource source)
    {
        source.Rewind();
        process.Run(source, CancellationToken.None);
    }

    private static string[] Totals(byte[][] frames, MeteringOptions options)
    {
        var sink = new ValueSink();
        using var process = new MeteringProcess(options, new FlowKeyHash(3), new UniflowSink(sink), new ManualClock());
        using var source = new FrameSource(PacketReadStatus.End, frames);
        process.Run(source, TestContext.Current.CancellationToken);
        return [.. sink.Records
            .GroupBy(record => string.Join(' ', new[] { "src_addr", "dst_addr", "proto", "src_port", "dst_port", "icmp_type" }.Select(name => record.GetValueOrDefault(name, "-"))))
            .Select(flow => string.Join(' ', flow.Key, flow.Sum(one => (long)one["packets"]), flow.Sum(one => (long)one["bytes"]),
                flow.Aggregate(0L, (flags, one) => flags | (long)one.GetValueOrDefault("tcp_flags", 0L)), flow.Min(one => (long)one["ip_ttl"]), flow.Max(one => (long)one["ip_ttl_max"]),
                flow.Min(one => (long)one["time_flow_start_ns"]), flow.Max(one => (long)one["time_flow_end_ns"]), flow.First()["src_mac"]))
            .Order(StringComparer.Ordinal)];
    }

    private static byte[] RandomFrame(Random random)
    {
        int source = random.Next(4), destination = random.Next(4);
        FrameBuilder frame = FrameBuilder.Ethernet($"02:00:00:00:00:0{source}", $"02:00:00:00:00:0{destination}")
            .Ipv4($"192.0.2.{source}", $"192.0.2.{destination}", ttl: (byte)random.Next(30, 65));
        ushort from = (ushort)random.Next(1, 4), to = (ushort)random.Next(1, 4);
        return (random.Next(3) switch
        {
            0 => frame.Udp(from, to),
            1 => frame.Tcp(from, to, (ushort)random.Next(0, 32)),
            _ => frame.Icmp((byte)(random.Next(3) * 4), 0),
        }).Payload(random.Next(0, 200)).Build();
    }

    private List<Dictionary<string, object>> Meter(params byte[][] frames) => Meter(new MeteringOptions { Biflow = true }, frames);

    private List<Dictionary<string, object>> Meter(MeteringOptions options, byte[][] frames)
    {
        using var process = new MeteringProcess(options, new FlowKeyHash(1), _sink, _clock);
        using var source = new FrameSource(PacketReadStatus.End, frames);
        process.Run(source, TestContext.Current.CancellationToken);
        return _sink.Records;
    }

    private static byte[] Udp(string from, ushort fromPort, string to, ushort toPort, int payload) => Link(from, to).Udp(fromPort, toPort).Payload(payload).Build();

    private static byte[] Tcp(string from, ushort fromPort, string to, ushort toPort, int flags) => Link(from, to).Tcp(fromPort, toPort, (ushort)flags).Build();

    private static byte[] Echo(string from, string to, byte type) => Link(from, to).Icmp(type, 0).Payload(8).Build();

    private static FrameBuilder Link(string from, string to) =>
        (from == Client ? FrameBuilder.Ethernet() : FrameBuilder.Ethernet("02:00:00:00:00:02", "02:00:00:00:00:01")).Ipv4(from, to);
}
