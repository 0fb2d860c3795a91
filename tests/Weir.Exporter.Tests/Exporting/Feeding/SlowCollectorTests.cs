using System.Diagnostics;
using Weir.Exporter.Exporting;
using Weir.Exporter.Exporting.Feeding;
using Weir.Exporter.Tests.Transport;
using Weir.Exporter.Transport;
using Weir.Flows.Batches;

namespace Weir.Exporter.Tests.Exporting.Feeding;

/// <summary>One collector is slow, stuck or faulty; the others and the metering do not notice.</summary>
public sealed class SlowCollectorTests
{
    private const int Batches = 20;

    [Fact]
    public async Task A_paced_collector_delays_neither_the_metering_nor_another_collector()
    {
        var slow = new RecordingTransport();
        var quick = new RecordingTransport();
        using CollectorFeed held = Feed("slow", slow, new PaceOptions(RecordsPerSecond: 10, Burst: 14));
        using CollectorFeed free = Feed("quick", quick, PaceOptions.Off);
        var watch = Stopwatch.StartNew();
        Write([held, free]);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"metering was held up for {watch.Elapsed}");
        await QueuedTransportTests.UntilAsync(() => free.Session.Metrics.Records == Batches * FlowBatch.Capacity);

        Assert.InRange(held.Session.Metrics.Records, 0, 1000);
        Assert.Equal(0, free.Session.LostMessages + free.Session.Metrics.QueueDropped);

        // The end of a live exporter does not wait for the pace.
        held.Dispose();
        Assert.Equal(Batches * FlowBatch.Capacity, held.Session.Metrics.Records);
    }

    [Fact]
    public async Task A_collector_by_tcp_that_never_reads_delays_no_other_and_what_it_does_not_get_is_counted()
    {
        using var wall = new LoopbackCollector(reads: false);
        QueuedTransport stuck = QueuedTransportTests.Open(wall, memory: 1 << 20, drain: TimeSpan.FromMilliseconds(20));
        var quick = new RecordingTransport();
        using CollectorFeed held = Feed("stuck", stuck, PaceOptions.Off, batches: 2);
        using CollectorFeed free = Feed("quick", quick, PaceOptions.Off);
        await wall.UntilAsync(it => it.Sessions.Count == 1);

        // Until more waits than the system's buffers, the memory and the queue hold.
        var watch = Stopwatch.StartNew();
        int written = 0;
        for (; held.Session.Metrics.QueueDropped == 0 && watch.Elapsed < TimeSpan.FromSeconds(30); written += Batches) Write([held, free]);
        await QueuedTransportTests.UntilAsync(() => free.Session.Metrics.Records == written * FlowBatch.Capacity);

        held.Dispose();
        ExportingMetrics metrics = held.Session.Metrics;
        Assert.Equal(written * FlowBatch.Capacity, metrics.Records);
        Assert.True(metrics.QueueDropped > 0);
        Assert.True(held.Session.LostMessages > 0);
        Assert.Equal(metrics.Records, metrics.Sequence);
    }

    [Fact]
    public void A_file_with_several_collectors_reaches_all_of_them_whole()
    {
        RecordingTransport[] transports = [new(), new(600), new()];
        using var process = new ExportingProcess(
            transports.Select((transport, i) => new CollectorSession(new() { Name = $"c{i}" }, transport, TimeProvider.System)),
            new ExportingOptions { Queue = FlowQueueOptions.File with { Batches = 2 } },
            TimeProvider.System);
        for (int i = 0; i < Batches; i++) process.Write(SampleBatch.Of(FlowBatch.Capacity));
        process.Dispose();
        Assert.All(process.Sessions, static session => Assert.Equal((Batches * FlowBatch.Capacity, 0), (session.Metrics.Records, session.Metrics.QueueDropped)));
        Assert.All(transports, static transport => Assert.True(transport.IsDisposed));
    }

    [Fact]
    public void A_file_waits_for_a_collector_by_tcp_that_reads_slowly_and_loses_nothing()
    {
        using var collector = new LoopbackCollector();
        QueuedTransport transport = QueuedTransportTests.Open(collector, memory: 1 << 20);
        using var process = new ExportingProcess(
            [new CollectorSession(new() { Name = "tcp" }, transport, TimeProvider.System)], new ExportingOptions { Queue = FlowQueueOptions.File }, TimeProvider.System);
        FlowBatch batch = SampleBatch.Of(FlowBatch.Capacity);
        for (int i = 0; i < 100; i++) process.Write(batch);
        process.Dispose();
        Assert.Equal((0, 0), (transport.Metrics.Overflowed, process.Sessions[0].LostMessages));
    }

    [Fact]
    public void A_fault_of_one_session_is_counted_and_leaves_the_others_alone()
    {
        var quick = new RecordingTransport();
        using CollectorFeed faulty = Feed("faulty", new FaultyTransport(), PaceOptions.Off);
        using CollectorFeed free = Feed("quick", quick, PaceOptions.Off);
        Write([faulty, free]);
        faulty.Dispose();
        free.Dispose();
        Assert.Equal(Batches * FlowBatch.Capacity, free.Session.Metrics.Records);
        Assert.InRange(faulty.Session.Metrics.QueueDropped, (Batches - 1) * FlowBatch.Capacity, Batches * FlowBatch.Capacity);
    }

    private static void Write(CollectorFeed[] feeds)
    {
        var distributor = new FlowDistributor(feeds.Select(static feed => (feed.Session.Name, feed.Queue)), Distribution.Replicate);
        FlowBatch batch = SampleBatch.Of(FlowBatch.Capacity);
        for (int i = 0; i < Batches; i++) distributor.Write(batch);
    }

    private static CollectorFeed Feed(string name, ITransport transport, PaceOptions pace, int batches = 64)
    {
        var queue = new FlowQueue(new FlowQueueOptions { Batches = batches });
        var feed = new CollectorFeed(
            new CollectorSession(new() { Name = name }, transport, TimeProvider.System), queue, new ExportingOptions { Pace = pace }, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, wait: null, CancellationToken.None);
        feed.Start();
        return feed;
    }

    private sealed class FaultyTransport : ITransport
    {
        public int MaxMessageLength => 1472;

        public SendResult Send(ReadOnlySpan<byte> message) => throw new InvalidOperationException("a fault");

        public void Dispose()
        {
        }
    }
}
