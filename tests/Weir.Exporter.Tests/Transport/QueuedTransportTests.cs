using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Exporter.Transport;
using Weir.Exporter.Transport.Connections;
using Weir.Exporter.Transport.Spooling;
using Weir.Testing;

namespace Weir.Exporter.Tests.Transport;

public sealed class QueuedTransportTests
{
    private static readonly RetryOptions Soon = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20));

    [Fact]
    public async Task Messages_arrive_whole_and_in_order()
    {
        using var collector = new LoopbackCollector();
        using QueuedTransport transport = Open(collector);
        SendAll(transport, 0, 1000);
        await collector.UntilAsync(it => it.Numbers.Count == 1000);
        Assert.Equal(Range(0, 1000), collector.Numbers);
        Assert.Equal(1, transport.Generation);
    }

    [Fact]
    public async Task Closing_sends_what_is_left_and_ends_the_connection_in_order()
    {
        using var collector = new LoopbackCollector();
        using (QueuedTransport transport = Open(collector)) SendAll(transport, 0, 20_000);
        await collector.UntilAsync(it => it.Numbers.Count == 20_000);
        Assert.Equal(Range(0, 20_000), collector.Numbers);
        Assert.Empty(collector.Errors);
    }

    [Fact]
    public async Task A_new_session_begins_with_the_templates_and_the_sequence_number_of_what_follows()
    {
        using var collector = new LoopbackCollector();
        using QueuedTransport transport = Open(collector);
        transport.Send(NumberedMessage.Make(0, withTemplate: true));
        await collector.UntilAsync(it => it.Numbers.Count == 1);
        await UntilAcknowledgedAsync(transport);
        await collector.GoAsync();
        collector.Start();
        transport.Send(NumberedMessage.Make(1));
        await collector.UntilAsync(it => it.Numbers.Contains(1));
        List<byte[]> second = collector.Sessions[^1];
        Assert.Equal([NumberedMessage.TemplateId], NumberedMessage.Templates(second[0]));
        Assert.False(NumberedMessage.HasData(second[0]));
        Assert.Equal(NumberedMessage.Header(second[1]) with { Length = 0 }, NumberedMessage.Header(second[0]) with { Length = 0 });
        Assert.InRange(transport.Generation, 2, 3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_collector_that_goes_in_order_and_comes_back_misses_nothing(bool spool)
    {
        using var directory = new TemporaryDirectory();
        using var collector = new LoopbackCollector();
        using QueuedTransport transport = Open(collector, spool ? directory["spool"] : null);
        SendAll(transport, 0, 500);
        await collector.UntilAsync(it => it.Numbers.Count > 10);
        await collector.GoAsync();
        SendAll(transport, 500, 5000);
        if (spool) await UntilAsync(() => transport.Metrics.Spooled >= 4500);
        collector.Start();
        SendAll(transport, 5000, 6000);
        await collector.UntilAsync(it => it.Numbers.Contains(5999));
        AssertInOrderAndComplete(collector, 6000, transport.Metrics.Repeated);
        Assert.Equal(0, transport.Metrics.Dropped + transport.Metrics.Overflowed);
    }

    [Fact]
    public async Task Connections_that_are_reset_again_and_again_lose_only_what_was_acknowledged_and_not_read()
    {
        using var directory = new TemporaryDirectory();
        using var collector = new LoopbackCollector();
        using QueuedTransport transport = Open(collector, directory["spool"], confirmAfter: TimeSpan.FromSeconds(20), retry: Soon);
        for (uint round = 0; round < 6; round++)
        {
            SendAll(transport, round * 1000, (round + 1) * 1000);
            uint wanted = round * 1000 + 100;
            await collector.UntilAsync(it => it.Numbers.Contains(wanted));
            await collector.ResetAsync();
            collector.Start();
        }

        await collector.UntilAsync(it => it.Numbers.Contains(5999));
        AssertInOrderAndComplete(collector, 6000, long.MaxValue);
    }

    [Fact]
    public async Task After_the_spool_is_empty_messages_go_from_memory_again_and_its_files_are_gone()
    {
        using var directory = new TemporaryDirectory();
        using var collector = new LoopbackCollector();
        await collector.GoAsync();
        using QueuedTransport transport = Open(collector, directory["spool"]);
        SendAll(transport, 0, 100);
        await UntilAsync(() => transport.Metrics.SpoolDepth == 100);
        collector.Start();
        await collector.UntilAsync(it => it.Numbers.Count == 100);
        await UntilAsync(() => transport.Metrics.SpoolDepth == 0 && Directory.GetFiles(directory["spool"], "*.spool").Length == 0);
        SendAll(transport, 100, 200);
        await collector.UntilAsync(it => it.Numbers.Count == 200);
        Assert.Equal(Range(0, 200), collector.Numbers);
        Assert.Equal((100, 100), (transport.Metrics.Spooled, transport.Metrics.Replayed));
        Assert.Single(collector.Sessions);
    }

    [Fact]
    public async Task A_collector_that_never_reads_does_not_hold_the_sender_up()
    {
        using var collector = new LoopbackCollector(reads: false);
        using QueuedTransport transport = Open(collector, memory: 1 << 20, drain: TimeSpan.FromMilliseconds(20));
        byte[] message = NumberedMessage.Make(0, records: 1000);
        await collector.UntilAsync(it => it.Sessions.Count == 1);
        var results = new HashSet<SendResult>();
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 10_000; i++) results.Add(transport.Send(message));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"80 MB into a wall took {watch.Elapsed}");
        Assert.Contains(SendResult.BufferFull, results);
        Assert.True(transport.Metrics.Overflowed > 0);
    }

    [Fact]
    public async Task A_collector_that_reads_late_gets_all_of_it_from_the_spool()
    {
        using var directory = new TemporaryDirectory();
        using var collector = new LoopbackCollector(reads: false);
        using QueuedTransport transport = Open(collector, directory["spool"], memory: 1 << 20);
        await collector.UntilAsync(it => it.Sessions.Count == 1);
        uint sent = 0;
        for (; sent < 4000; sent++)
        {
            await SendAsync(transport, NumberedMessage.Make(sent, records: 1000));
        }

        await UntilAsync(() => transport.Metrics.SpoolDepth > 0);
        collector.Read();
        await collector.UntilAsync(it => it.Sessions[0].Count == 4000);
        Assert.Equal(Range(0, 4000), collector.Numbers);
        Assert.Single(collector.Sessions);
    }

    [Fact]
    public async Task What_the_system_had_taken_and_the_collectors_host_had_not_is_sent_again_after_a_reset()
    {
        using var directory = new TemporaryDirectory();
        using var collector = new LoopbackCollector(reads: false);
        using QueuedTransport transport = Open(collector, directory["spool"]);
        await collector.UntilAsync(it => it.Sessions.Count == 1);
        for (uint i = 0; i < 2000; i++)
        {
            await SendAsync(transport, NumberedMessage.Make(i, records: 2000));
        }

        long delivered = -1;
        await UntilAsync(() => transport.Metrics.SpoolDepth > 0 && delivered == (delivered = transport.Metrics.Delivered));
        int unread = collector.Unread;
        await collector.ResetAsync();
        collector.Read();
        collector.Start();
        await collector.UntilAsync(it => it.Numbers.Contains(1999));
        List<uint> numbers = collector.Numbers;
        Assert.Equal(Range(numbers[0], 2000), numbers);
        Assert.InRange(numbers[0] * (long)NumberedMessage.Make(0, records: 2000).Length, 0, unread);
        Assert.True(numbers[0] < delivered, "all that was handed to the system counted as delivered");
    }

    [Fact]
    public async Task Six_million_records_of_a_ten_minutes_outage_arrive_in_order()
    {
        using var directory = new TemporaryDirectory();
        using var collector = new LoopbackCollector();
        await collector.GoAsync();
        using QueuedTransport transport = Open(collector, directory["spool"]);
        for (uint i = 0; i < 6000; i++)
        {
            await SendAsync(transport, NumberedMessage.Make(i * 1000, withTemplate: i == 0, records: 1000));
        }

        await UntilAsync(() => transport.Metrics.SpoolDepth == 6000);
        collector.Start();
        await collector.UntilAsync(it => it.Numbers.Count == 6000);
        Assert.Equal(Range(0, 6000).Select(number => number * 1000), collector.Numbers);
        Assert.Equal(0, transport.Metrics.Dropped);
    }

    [Fact]
    public async Task What_the_last_run_left_goes_first_and_in_a_session_of_its_own()
    {
        using var directory = new TemporaryDirectory();
        using var collector = new LoopbackCollector();
        await collector.GoAsync();
        using (QueuedTransport first = Open(collector, directory["spool"]))
        {
            first.Send(NumberedMessage.Make(0, withTemplate: true));
            SendAll(first, 1, 50);
        }

        using QueuedTransport transport = Open(collector, directory["spool"]);
        transport.Send(NumberedMessage.Make(1000, withTemplate: true, element: 2));
        SendAll(transport, 1001, 1050);
        collector.Start();
        await collector.UntilAsync(it => it.Numbers.Contains(1049));
        Assert.Equal([.. Range(0, 50), .. Range(1000, 1050)], collector.Numbers);
        Assert.Equal([50, 50], collector.Sessions.Select(session => session.Count));
    }

    [Fact]
    public async Task A_spool_that_overflows_loses_the_oldest_and_says_how_many()
    {
        using var directory = new TemporaryDirectory();
        using var collector = new LoopbackCollector();
        await collector.GoAsync();
        using QueuedTransport transport = Open(collector, directory["spool"], spoolOctets: SpoolOptions.MinOctets);
        transport.Send(NumberedMessage.Make(0, withTemplate: true, records: 100));
        for (uint i = 1; i < 3000; i++) Assert.Equal(SendResult.Sent, transport.Send(NumberedMessage.Make(i, records: 100)));
        // What is dropped leaves the spool a moment before it is counted.
        await UntilAsync(() => transport.Metrics.Spooled == 3000 && transport.Metrics.Dropped + transport.Metrics.SpoolDepth == 3000);
        long lost = transport.Metrics.Dropped;
        Assert.InRange(lost, 1, 2999);
        collector.Start();
        await collector.UntilAsync(it => it.Numbers.Contains(2999));
        Assert.Equal(Range((uint)lost, 3000), collector.Numbers);
        Assert.Equal([NumberedMessage.TemplateId], NumberedMessage.Templates(collector.Sessions[0][0]));
    }

    [Fact]
    public async Task Two_exporters_do_not_share_a_spool()
    {
        using var directory = new TemporaryDirectory();
        using var collector = new LoopbackCollector();
        using QueuedTransport transport = Open(collector, directory["spool"]);
        IOException refusal = Assert.Throws<IOException>(() => Open(collector, directory["spool"]));
        Assert.Contains(directory["spool"], refusal.Message, StringComparison.Ordinal);
        await collector.UntilAsync(it => it.Sessions.Count == 1);
    }

    [Fact]
    public void Attempts_are_not_more_frequent_than_once_a_minute_unless_asked_for()
    {
        Assert.All(Enumerable.Range(1, 100), failures => Assert.Equal(TimeSpan.FromMinutes(1), RetryOptions.Default.After(failures)));
        var faster = new RetryOptions(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(1, 8).Select(failures => faster.After(failures).TotalSeconds));
    }

    [Fact]
    public async Task Sending_allocates_nothing()
    {
        using var collector = new LoopbackCollector();
        using QueuedTransport transport = Open(collector);
        await collector.UntilAsync(it => it.Sessions.Count == 1);
        byte[] message = NumberedMessage.Make(0, records: 100);
        for (int i = 0; i < 100; i++) transport.Send(message);
        Assert.InRange(Allocated(), 0, 1000);

        long Allocated()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++) transport.Send(message);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    internal static QueuedTransport Open(
        LoopbackCollector collector, string? spool = null, int memory = 1 << 22, TimeSpan? drain = null, long spoolOctets = 1 << 30,
        TimeSpan confirmAfter = default, RetryOptions? retry = null) => QueuedTransport.Open(
            new TcpConnector(new TcpOptions { Collector = collector.EndPoint }), Options(spool, memory, drain, spoolOctets, confirmAfter, retry), TimeProvider.System, NullLogger.Instance);

    internal static QueueOptions Options(
        string? spool = null, int memory = 1 << 22, TimeSpan? drain = null, long spoolOctets = 1 << 30, TimeSpan confirmAfter = default, RetryOptions? retry = null) => new()
        {
            MemoryOctets = memory,
            Spool = spool is null ? null : new SpoolOptions { Directory = spool, MaxOctets = spoolOctets },
            Retry = retry ?? Soon,
            DrainTimeout = drain ?? TimeSpan.FromSeconds(5),
            ConfirmAfter = confirmAfter,
        };

    internal static void SendAll(ITransport transport, uint from, uint to)
    {
        for (uint i = from; i < to; i++) Assert.Equal(SendResult.Sent, transport.Send(NumberedMessage.Make(i, withTemplate: i == 0)));
    }

    // A transport that is full tells nobody when it has room again: it is asked.
    private static async Task SendAsync(QueuedTransport transport, byte[] message)
    {
        while (transport.Send(message) != SendResult.Sent) await Task.Delay(1, TestContext.Current.CancellationToken);
    }

    internal static IEnumerable<uint> Range(uint from, uint to) => Enumerable.Range((int)from, (int)(to - from)).Select(number => (uint)number);

    internal static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, "in vain");
            await Task.Delay(2, TestContext.Current.CancellationToken); // between looks: counters tell nobody
        }
    }

    // The sender polls for acknowledgements at most 64 ms apart.
    private static Task UntilAcknowledgedAsync(QueuedTransport transport) => UntilAsync(() => transport.Unacknowledged == 0);

    // Within a session numbers follow one another; a session begins no later than where the one before ended.
    private static void AssertInOrderAndComplete(LoopbackCollector collector, uint total, long repeated)
    {
        uint next = 0;
        long again = 0;
        foreach (List<byte[]> session in collector.Sessions)
        {
            uint? last = null;
            foreach (uint number in session.Where(message => NumberedMessage.HasData(message)).Select(message => NumberedMessage.Header(message).SequenceNumber))
            {
                if (last is { } before) Assert.Equal(before + 1, number);
                else Assert.True(number <= next, $"{next} to {number} are missing");
                last = number;
                if (number < next) again++;
                next = Math.Max(next, number + 1);
            }
        }

        Assert.Equal(total, next);
        Assert.InRange(again, 0, repeated);
    }
}
