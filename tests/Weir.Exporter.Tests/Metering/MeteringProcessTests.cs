using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Packets;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Tests.Metering;

public sealed class MeteringProcessTests
{
    private static readonly byte[] Dns = FrameBuilder.Ethernet().Vlan(7).Ipv4("192.0.2.1", "192.0.2.2").Udp(5353, 53).Payload(20).Build();
    private static readonly byte[] Export = FrameBuilder.Ethernet().Ipv4("192.0.2.1", "198.51.100.9").Udp(40_000, 4739).Payload(100).Build();
    private static readonly byte[] Arp = FrameBuilder.Ethernet().EtherType(0x0806).Payload(28).Build();

    private readonly RecordingSink _sink = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public void Packets_become_records_and_each_packet_is_counted_by_what_became_of_it()
    {
        using MeteringProcess process = Process();
        using var source = new FrameSource(PacketReadStatus.End, Dns, Dns, Arp, Dns[..20], Export);
        MeteringSummary summary = process.Run(source, TestContext.Current.CancellationToken);
        Assert.Equal(new MeteringSummary("frames", MeteringEnd.SourceEnded, 5, 2), summary);
        Assert.Equal((5L, 3L, 1L, 1L), (process.Metrics.Packets, process.Metrics.MeteredPackets, process.Metrics.NotIp, process.Metrics.TruncatedPackets));
        Assert.Equal([2ul, 1ul], _sink.Rows.Select(row => row.Packets));
        Assert.Equal((ushort)7, _sink.Rows[0].Vlan);
        Assert.Equal(process.Metrics.MeteredOctets, (long)_sink.Rows.Aggregate(0ul, (sum, row) => sum + row.Bytes));
    }

    [Fact]
    public void Packets_without_room_are_counted_apart_from_those_metered()
    {
        using MeteringProcess process = new(
            new MeteringOptions { MaxFlows = 1, Overload = OverloadPolicy.DropNew }, new FlowKeyHash(1), _sink, _clock);
        using var source = new FrameSource(PacketReadStatus.End, Dns, Export, Dns, Export, Export);
        Assert.Equal(3, process.Run(source, TestContext.Current.CancellationToken).NoRoomPackets);
        Assert.Equal((5L, 2L, 3L), (process.Metrics.Packets, process.Metrics.MeteredPackets, process.Metrics.NoRoomPackets));
        Assert.Equal((2ul, (ulong)process.Metrics.MeteredOctets), (Assert.Single(_sink.Rows).Packets, _sink.Rows[0].Bytes));
        Assert.Equal(3 * (Export.Length - 14), process.Metrics.NoRoomOctets);
    }

    [Fact]
    public void A_source_that_breaks_off_is_metered_as_far_as_it_goes()
    {
        using MeteringProcess process = Process();
        using var source = new FrameSource(PacketReadStatus.Truncated, Dns);
        Assert.Equal(MeteringEnd.SourceTruncated, process.Run(source, TestContext.Current.CancellationToken).End);
        Assert.Single(_sink.Rows);
    }

    [Fact]
    public void The_exporters_own_datagrams_are_left_out()
    {
        IpAddress collector = IpAddress.FromV4(0xC633_6409);
        using MeteringProcess process = Process(new DatagramDestination(collector, 4739));
        using var source = new FrameSource(PacketReadStatus.End, Export, Dns, Export);
        process.Run(source, TestContext.Current.CancellationToken);
        Assert.Equal(2, process.Metrics.OwnDatagrams);
        Assert.Equal((ushort)53, Assert.Single(_sink.Rows).DestinationPort);
    }

    [Fact]
    public void While_the_source_is_idle_the_clock_ends_flows()
    {
        using MeteringProcess process = Process();
        using var stop = new CancellationTokenSource();
        int idle = 0;
        using var source = new FrameSource(PacketReadStatus.Idle, Dns)
        {
            StartNs = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100,
            OnIdle = () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                if (++idle == 17) stop.Cancel();
            },
        };
        MeteringSummary summary = process.Run(source, stop.Token);
        Assert.Equal(MeteringEnd.Cancelled, summary.End);
        Assert.Equal((byte)FlowEndReason.IdleTimeout, Assert.Single(_sink.Rows).Reason);
    }

    [Fact]
    public void Several_sources_one_after_another_need_not_be_in_the_order_of_time()
    {
        using MeteringProcess process = Process();
        using var late = new FrameSource(PacketReadStatus.End, Dns);
        using var early = new FrameSource(PacketReadStatus.End, Dns) { StartNs = 5 };
        process.Run(late, TestContext.Current.CancellationToken);
        Assert.Equal(1, process.Run(early, TestContext.Current.CancellationToken).Records);
        Assert.Equal(0, process.Metrics.ClockSteps);
    }

    [Fact]
    public void Metering_allocates_nothing_per_packet()
    {
        using var process = new MeteringProcess(new(), new FlowKeyHash(1), new CountingSink(), _clock);
        byte[][] frames = [.. Enumerable.Repeat(Dns, 64)];
        using var source = new FrameSource(PacketReadStatus.End, frames);
        for (int i = 0; i < 200; i++) Rerun(process, source);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) Rerun(process, source);

        // Ending all flows gives the index's memory back and takes it anew: some objects for each run, none for a packet.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / (10 * 64), 0, 8);
    }

    private static void Rerun(MeteringProcess process, FrameSource source)
    {
        source.Rewind();
        process.Run(source, CancellationToken.None);
    }

    private MeteringProcess Process(params DatagramDestination[] own) => new(new(), new FlowKeyHash(1), _sink, _clock, own);
}
