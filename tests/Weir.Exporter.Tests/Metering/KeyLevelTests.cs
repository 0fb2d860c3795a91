using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Packets;

namespace Weir.Exporter.Tests.Metering;

public sealed class KeyLevelTests
{
    private readonly RecordingSink _sink = new();

    private static readonly byte[][] Frames =
    [
        Begin().Ipv4("10.0.0.1", "10.0.0.2").Tcp(1000, 80, 0x11).Payload(10).Build(),
        Begin().Ipv4("10.0.0.1", "10.0.0.2").Tcp(1001, 80).Payload(10).Build(),
        Begin().Vlan(7).Ipv4("10.0.0.1", "10.0.0.2").Tcp(1001, 80).Payload(10).Build(),
        Begin().Vlan(8).Ipv4("10.0.0.1", "10.0.0.2").Tcp(1001, 80).Payload(10).Build(),
        Begin().Vlan(0).Ipv4("10.0.0.1", "10.0.0.2").Tcp(1001, 80).Payload(10).Build(),
        Begin("02:00:00:00:00:05").Vlan(8).Ipv4("10.0.0.1", "10.0.0.2").Tcp(1001, 80).Payload(10).Build(),
        Begin().Ipv4("10.0.0.1", "10.0.0.2").Udp(1001, 80).Payload(10).Build(),
        Begin().Ipv4("10.0.0.1", "10.0.0.2").Icmp(8, 0).Payload(10).Build(),
        Begin().Ipv4("10.0.0.1", "10.0.0.2").Icmp(0, 0).Payload(10).Build(),
        Begin().Ipv4("10.0.0.2", "10.0.0.1").Icmp(0, 0).Payload(10).Build(),
    ];

    [Theory]
    [InlineData(TrackingLevel.Full, 6)]
    [InlineData(TrackingLevel.Port, 5)]
    [InlineData(TrackingLevel.Proto, 4)]
    [InlineData(TrackingLevel.Ip, 2)]
    [InlineData(TrackingLevel.Vlan, 9)]
    [InlineData(TrackingLevel.Ether, 10)]
    public void A_level_tells_apart_what_it_names_and_nothing_else(TrackingLevel level, int flows)
    {
        Run(level, Frames, out _);
        Assert.Equal(flows, _sink.Rows.Count);
        Assert.Equal((ulong)Frames.Length, _sink.Rows.Aggregate(0ul, (sum, row) => sum + row.Packets));
    }

    [Fact]
    public void A_record_names_the_link_that_its_flow_is_of()
    {
        Run(TrackingLevel.Ether, Frames, out _);
        FlowRow other = Assert.Single(_sink.Rows, row => row.SourceMac.ToString() == "02:00:00:00:00:05");
        Assert.Equal(((ushort?)8, 1ul), (other.Vlan, other.Packets));
    }

    [Fact]
    public void Between_two_hosts_the_end_of_one_connection_ends_nothing()
    {
        Run(TrackingLevel.Proto, Frames, out _);
        Assert.Equal(6ul, Assert.Single(_sink.Rows, row => row.Protocol == 6).Packets);
    }

    [Fact]
    public void More_links_than_there_are_numbers_for_end_all_flows_and_stay_apart()
    {
        const int Links = 34_000;
        byte[][] frames = [.. Enumerable.Range(0, Links).Select(number =>
            Begin($"02:00:00:{number >> 16:x2}:{number >> 8 & 255:x2}:{number & 255:x2}").Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 2).Payload(9).Build())];
        Run(TrackingLevel.Ether, frames, out MeteringMetrics metrics);
        Assert.Equal(Links, _sink.Rows.Select(row => row.SourceMac).Distinct().Count());
        Assert.All(_sink.Rows, row => Assert.Equal(1ul, row.Packets));
        Assert.Equal(1, metrics.LinkKeyResets);
    }

    private static FrameBuilder Begin(string source = "02:00:00:00:00:01") => FrameBuilder.Ethernet(source);

    private void Run(TrackingLevel level, byte[][] frames, out MeteringMetrics metrics)
    {
        using var process = new MeteringProcess(new() { Level = level }, new FlowKeyHash(1), _sink, new ManualClock());
        using var source = new FrameSource(PacketReadStatus.End, frames);
        process.Run(source, TestContext.Current.CancellationToken);
        metrics = process.Metrics;
    }
}
