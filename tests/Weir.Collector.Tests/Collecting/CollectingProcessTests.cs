using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Collector.Collecting;
using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Collector.Tests.Journal;
using Weir.Testing;

namespace Weir.Collector.Tests.Collecting;

public sealed class CollectingProcessTests : IDisposable
{
    private readonly TempDirectory _temp = new();
    private readonly FakeArchive _archive = new();
    private readonly ManualClock _time = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task When_the_source_ends_everything_is_archived()
    {
        ScriptedSource source = new(Batches(first: 0, count: 100), () => DatagramReadStatus.End);
        CollectingProcess process = New(source);
        await process.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Numbers(100), _archive.Records);
        Assert.True(source.IsDisposed);
        CollectorStatus status = process.Status;
        Assert.Equal((101, 101, 100, 0), (status.Datagrams, status.ArchivedDatagrams, status.ArchivedRecords, status.PendingSegments));
        Assert.Empty(_temp.Files("*.wseg"));
        Assert.Empty(_temp.Files("*.open"));
    }

    [Fact]
    public async Task Archiving_gives_way_to_receiving()
    {
        string[] threads = new string[2];
        _archive.OnBegin = _ => threads[0] = Niceness();
        ScriptedSource source = new(Batches(first: 0, count: 100), () =>
        {
            threads[1] = Niceness();
            return DatagramReadStatus.End;
        });
        await New(source).RunAsync(TestContext.Current.CancellationToken);
        Assert.True(int.Parse(threads[0], CultureInfo.InvariantCulture) > int.Parse(threads[1], CultureInfo.InvariantCulture), $"{threads[0]} and {threads[1]}");

        // Behind the name in parentheses: state, …, and as the 17th niceness (proc_pid_stat(5)).
        static string Niceness() => File.ReadAllText("/proc/thread-self/stat").Split(')')[1].Split(' ')[17];
    }

    [Fact]
    public async Task Told_to_stop_it_still_takes_what_waits_in_the_socket_and_archives_everything()
    {
        using CancellationTokenSource stop = new();
        int calls = 0;
        List<byte[][]> batches = Batches(first: 0, count: 100);
        ScriptedSource source = null!;
        source = new ScriptedSource([], () =>
        {
            if (calls == 1) stop.Cancel();
            if (calls >= batches.Count) return DatagramReadStatus.Idle;
            foreach (byte[] payload in batches[calls]) Sink!.Send(payload);
            calls++;
            return DatagramReadStatus.Datagrams;
        });
        await New(new Tap(source, sink => Sink = sink)).RunAsync(stop.Token);
        Assert.Equal(Numbers(100), _archive.Records);
    }

    [Fact]
    public async Task Several_receivers_share_a_port_and_lose_and_double_nothing()
    {
        const int exporters = 16;
        const int each = 200;
        ListenerMetrics metrics = new();
        UdpListenerOptions options = new() { Endpoints = [new(IPAddress.Loopback, FreePort())], IsShared = true };
        UdpListener[] listeners = [.. Enumerable.Range(0, 3).Select(_ => new UdpListener(options, metrics, TimeProvider.System, NullLogger.Instance))];
        int open = 0;
        TaskCompletionSource allOpen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        CollectingProcess process = new(
            new(), new() { Directory = _temp.Path, SegmentBytes = 1 << 16 }, [.. listeners.Select(one => new Tap(one, _ =>
            {
                if (Interlocked.Increment(ref open) == listeners.Length) allOpen.TrySetResult();
            }))], metrics, new FakeOpening(), FakeArchive.NewDecoder, _archive, TimeProvider.System, NullLogger.Instance);
        using CancellationTokenSource stop = new();
        Task running = process.RunAsync(stop.Token);
        await allOpen.Task;
        for (uint exporter = 0; exporter < exporters; exporter++)
        {
            SendNumbers(options.Endpoints[0], exporter * each, each);
            Assert.True(SpinWait.SpinUntil(() => metrics.Datagrams.Value == (exporter + 1) * each, TimeSpan.FromSeconds(30)));
        }

        await stop.CancelAsync();
        await running;
        Assert.Equal((exporters * each, 0), (process.Status.Datagrams, process.Status.KernelDrops));
        Assert.Equal(exporters * each, _archive.Records.Count());
    }

    [Fact]
    public async Task A_source_that_fails_ends_the_process_and_what_others_brought_is_archived()
    {
        ScriptedSource endless = new(Batches(first: 0, count: 10), () => DatagramReadStatus.Idle);
        ScriptedSource failing = new([], () => endless.IsEmpty ? throw new IOException("gone") : DatagramReadStatus.Idle);
        CollectingProcess process = new(
            new(), new() { Directory = _temp.Path }, [endless, failing], new ListenerMetrics(), new FakeOpening(), FakeArchive.NewDecoder, _archive, _time, NullLogger.Instance);
        await Assert.ThrowsAsync<IOException>(() => process.RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Numbers(10), _archive.Records);
        Assert.True(endless.IsDisposed && failing.IsDisposed);
    }

    [Fact]
    public async Task Idle_for_long_enough_it_ends_by_itself()
    {
        ScriptedSource source = new(Batches(first: 0, count: 10), () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return DatagramReadStatus.Idle;
        });
        await New(source, new CollectingOptions { ExitAfterIdle = TimeSpan.FromSeconds(3) }).RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Numbers(10), _archive.Records);
    }

    [Fact]
    public async Task What_an_earlier_run_left_is_archived_first()
    {
        using (JournalBench earlier = new(_temp.Path, _time))
        {
            earlier.Writer.Send(TestMessage.Template(1));
            for (uint i = 0; i < 5; i++)
            {
                earlier.Writer.Send(TestMessage.Data(1, i));
                if (i != 4) earlier.Writer.Seal();
            }

            earlier.Writer.Commit();
            earlier.Kill();
        }

        List<ulong> order = [];
        _archive.AfterCommit = () => order.AddRange(_archive.Kept.Values.Last());
        ScriptedSource source = new([[TestMessage.Data(1, 5)]], () => DatagramReadStatus.End); // its template was told to the earlier run
        await New(source).RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal([0UL, 1, 2, 3, 4, 5], order);
    }

    [Fact]
    public async Task An_archive_that_fails_costs_nothing_and_does_not_hold_up_the_end()
    {
        _archive.BeforeCommit = () => throw new IOException("No space left on device");
        CollectingProcess process = New(new ScriptedSource(Batches(first: 0, count: 20), () => DatagramReadStatus.End));
        await process.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, process.Status.PendingSegments);
        Assert.InRange(process.Status.ArchiveFailures, 1, 100);
        _archive.BeforeCommit = null;
        await New(new ScriptedSource([], () => DatagramReadStatus.End)).RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Numbers(20), _archive.Records);
    }

    [Fact]
    public async Task Two_collectors_do_not_share_a_directory()
    {
        using JournalDirectory held = JournalDirectory.Open(_temp.Path, _time);
        ScriptedSource source = new([], () => DatagramReadStatus.End);
        await Assert.ThrowsAsync<JournalLockedException>(() => New(source).RunAsync(TestContext.Current.CancellationToken));
        Assert.False(source.IsOpen);
    }

    [Fact]
    public async Task From_socket_to_archive_no_datagram_is_lost_or_doubled()
    {
        const int count = 3_000;
        ListenerMetrics metrics = new();
        UdpListener listener = new(new() { Endpoints = [new(IPAddress.Loopback, 0)] }, metrics, TimeProvider.System, NullLogger.Instance);
        TaskCompletionSource<IPEndPoint> bound = new(TaskCreationOptions.RunContinuationsAsynchronously);
        CollectingProcess process = new(
            new(), new() { Directory = _temp.Path, SegmentBytes = 1 << 16, RetryDelay = TimeSpan.FromMilliseconds(1) },
            [new Tap(listener, _ => bound.TrySetResult(listener.LocalEndpoints[0]))], metrics, new FakeOpening(), FakeArchive.NewDecoder, _archive,
            TimeProvider.System, NullLogger.Instance);
        using CancellationTokenSource stop = new();
        Task running = process.RunAsync(stop.Token);
        SendAll(await bound.Task, count, metrics);
        await stop.CancelAsync(); // the rest waits in the socket's buffer
        await running;
        Assert.Equal((count + 1, 0, 0), (process.Status.Datagrams, process.Status.KernelDrops, process.Status.JournalDrops));
        Assert.Equal(Numbers(count), _archive.Records);
        Assert.True(process.Status.ArchivedSegments > 5);
    }

    private IDatagramSink? Sink { get; set; }

    private CollectingProcess New(IDatagramSource source, CollectingOptions? options = null) => new(
        options ?? new(), new() { Directory = _temp.Path, RetryDelay = TimeSpan.FromMilliseconds(1) }, [source], new ListenerMetrics(),
        new FakeOpening(), FakeArchive.NewDecoder, _archive, _time, NullLogger.Instance);

    /// <summary>Sends no faster than a small socket buffer bears; the last ones may still be in it at the end.</summary>
    private static void SendAll(IPEndPoint collector, int count, ListenerMetrics metrics)
    {
        using Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.Connect(collector);
        sender.Send(TestMessage.Template(1));
        for (uint i = 0; i < count; i++)
        {
            sender.Send(TestMessage.Data(1, i, size: 200));
            if (i % 100 == 99) Assert.True(SpinWait.SpinUntil(() => metrics.Datagrams.Value + 100 > i, TimeSpan.FromSeconds(30)));
        }
    }

    private static void SendNumbers(IPEndPoint collector, uint first, uint count)
    {
        using Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.Connect(collector);
        for (uint i = 0; i < count; i++) sender.Send(TestMessage.Data(1, first + i));
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static IEnumerable<ulong> Numbers(int count) => Enumerable.Range(0, count).Select(i => (ulong)i);

    private static List<byte[][]> Batches(uint first, int count)
    {
        List<byte[][]> batches = [[TestMessage.Template(1)]];
        for (uint i = first; i < first + count; i += 10)
            batches.Add([.. Enumerable.Range((int)i, (int)Math.Min(10, first + count - i)).Select(number => TestMessage.Data(1, (uint)number))]);
        return batches;
    }

    /// <summary>Tells the test each sink the source is called with.</summary>
    private sealed class Tap(IDatagramSource source, Action<IDatagramSink> tell) : IDatagramSource
    {
        public void Open() => source.Open();

        public DatagramReadStatus Receive(IDatagramSink sink, int milliseconds)
        {
            tell(sink);
            return source.Receive(sink, milliseconds);
        }

        public void Dispose() => source.Dispose();
    }
}
