using Weir.Exporter.Metering;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Packets;

namespace Weir.Exporter.Tests.Metering;

public sealed class MeteringGroupTests
{
    private static readonly byte[] Dns = FrameBuilder.Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Udp(5353, 53).Payload(20).Build();
    private static readonly byte[] Web = FrameBuilder.Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Udp(5353, 443).Payload(20).Build();

    private readonly RecordingSink _sink = new();

    [Fact]
    public void The_records_of_all_sources_come_to_one_sink()
    {
        using var one = new FrameSource(PacketReadStatus.End, [.. Enumerable.Repeat(Dns, 500)]);
        using var other = new FrameSource(PacketReadStatus.Truncated, [.. Enumerable.Repeat(Web, 300)]);
        using MeteringGroup group = Group(_sink, one, other);
        IReadOnlyList<MeteringSummary> summaries = group.Run(TestContext.Current.CancellationToken);
        Assert.Equal(
            [new("frames", MeteringEnd.SourceEnded, 500, 1), new("frames", MeteringEnd.SourceTruncated, 300, 1)], summaries);
        Assert.Equal([(53, 500ul), (443, 300ul)], _sink.Rows.OrderBy(row => row.DestinationPort).Select(row => ((int)row.DestinationPort!, row.Packets)));
        Assert.Equal([500L, 300L], group.Processes.Select(process => process.Metrics.Packets));
    }

    [Fact]
    public void A_failure_of_one_stops_all_and_is_thrown()
    {
        using var endless = new FrameSource(PacketReadStatus.Idle, Dns);
        using var failing = new FrameSource(PacketReadStatus.Idle, Dns) { OnIdle = () => throw new IOException("broken") };
        using MeteringGroup group = Group(_sink, endless, failing);
        Assert.Equal("broken", Assert.Throws<IOException>(() => group.Run(TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void The_sink_is_called_by_one_thread_at_a_time()
    {
        OneAtATime sink = new();
        FrameSource[] sources = [.. Enumerable.Range(0, 4).Select(_ => new FrameSource(PacketReadStatus.End, [.. Enumerable.Range(0, 3000)
            .Select(port => FrameBuilder.Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Udp((ushort)port, 53).Payload(20).Build())]))];
        using MeteringGroup group = Group(sink, [.. sources]);
        group.Run(TestContext.Current.CancellationToken);
        Assert.Equal((12_000, false), (sink.Rows, sink.Overlapped));
        foreach (FrameSource source in sources) source.Dispose();
    }

    private static MeteringGroup Group(IFlowSink sink, params IPacketSource[] sources) =>
        new(sources, new() { MaxFlows = 40_000 }, () => new FlowKeyHash(1), sink, new ManualClock());

    private sealed class OneAtATime : IFlowSink
    {
        private int _inside;

        public int Rows { get; private set; }

        public bool Overlapped { get; private set; }

        public void Write(FlowBatch batch)
        {
            if (Interlocked.Increment(ref _inside) != 1) Overlapped = true;
            Thread.SpinWait(10_000);
            Rows += batch.Count;
            Interlocked.Decrement(ref _inside);
        }
    }
}
