using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Packets;

namespace Weir.Exporter.Tests.Metering.Conversations;

/// <summary>How TCP fared, in the records of either direction.</summary>
public sealed class TcpPerformanceTests
{
    private const string Client = "2001:db8::1", Server = "2001:db8::2";

    [Fact]
    public void Each_direction_has_a_record_with_its_own_retransmissions_and_the_round_trip_of_both()
    {
        List<Dictionary<string, object>> records = Meter(new() { TcpPerformance = true }, Connection());
        Assert.Equal([Client, Server], records.Select(record => record["src_addr"]));
        Assert.Equal([2000L, 2000L], records.Select(record => record["tcp_rtt_us"]));
        Assert.Equal([1000L, 1000L], records.Select(record => record["tcp_server_rtt_us"]));
        Assert.Equal([1L, 0L], records.Select(record => record["tcp_retransmissions"]));
        Assert.Equal([4L, 1L], records.Select(record => record["packets"]));
        Assert.Equal([1L, 2L], records.Select(record => record["biflow_direction"]));
        Assert.DoesNotContain(records[1].Keys, name => name.StartsWith("reverse_", StringComparison.Ordinal));
    }

    [Fact]
    public void A_biflow_tells_both()
    {
        Dictionary<string, object> record = Assert.Single(Meter(new() { TcpPerformance = true, Biflow = true }, Connection()));
        Assert.Equal((1L, 0L, 0L, 0L), (record["tcp_retransmissions"], record["reverse_tcp_retransmissions"], record["tcp_out_of_order"], record["reverse_tcp_out_of_order"]));
    }

    [Fact]
    public void Without_being_asked_for_nothing_of_it_is_told()
    {
        List<Dictionary<string, object>> records = Meter(new(), Connection());
        Assert.Equal(2, records.Count);
        Assert.All(records, record => Assert.DoesNotContain(record.Keys, name => name.StartsWith("tcp_r", StringComparison.Ordinal) || name == "biflow_direction"));
    }

    [Fact]
    public void Udp_has_no_such_columns_and_a_header_cut_short_is_no_segment()
    {
        byte[] udp = FrameBuilder.Ethernet().Ipv6(Client, Server).Udp(1, 2).Payload(9).Build();
        byte[] cut = FrameBuilder.Ethernet().Ipv6(Client, Server).Tcp(1, 2).Build()[..^5];
        List<Dictionary<string, object>> records = Meter(new() { TcpPerformance = true }, [udp, cut, cut]);
        Assert.Equal([false, true], records.Select(record => record.ContainsKey("tcp_retransmissions")).Order());
        Assert.DoesNotContain(records, record => record.GetValueOrDefault("tcp_retransmissions") is > 0L);
    }

    private static byte[][] Connection() =>
    [
        Tcp(Client, Server, Packet.Syn, 100, 0, 0),
        Tcp(Server, Client, Packet.Syn | Packet.Ack, 900, 101, 0),
        Tcp(Client, Server, Packet.Ack, 101, 901, 0),
        Tcp(Client, Server, Packet.Ack, 101, 901, 10),
        Tcp(Client, Server, Packet.Ack, 101, 901, 10),
    ];

    private static byte[] Tcp(string from, string to, int flags, uint sequence, uint acknowledgement, int payload) => FrameBuilder.Ethernet().Ipv6(from, to)
        .Tcp(from == Client ? (ushort)1000 : (ushort)80, from == Client ? (ushort)80 : (ushort)1000, (ushort)flags, sequence, acknowledgement).Payload(payload).Build();

    private static List<Dictionary<string, object>> Meter(MeteringOptions options, byte[][] frames)
    {
        var sink = new ValueSink();
        using var process = new MeteringProcess(options, new FlowKeyHash(1), sink, new ManualClock());
        using var source = new FrameSource(PacketReadStatus.End, frames);
        process.Run(source, TestContext.Current.CancellationToken);
        return sink.Records;
    }
}
