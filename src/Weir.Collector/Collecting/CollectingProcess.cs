using Microsoft.Extensions.Logging;
using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Flows.Pipeline;

namespace Weir.Collector.Collecting;

/// <summary>
/// The collecting process (RFC 7011 section 2): a thread for each source that receives into the journal, a thread that archives what the
/// journal holds. They meet only in the journal, so that neither a slow archive nor a failing one costs a datagram while there is disk.
/// </summary>
public sealed class CollectingProcess
{
    /// <summary>Longest wait for a datagram, so that the end of the process and the age of a segment are noticed in time.</summary>
    private const int WaitMilliseconds = 100;

    private readonly CollectingOptions _options;
    private readonly JournalOptions _journalOptions;
    private readonly IReadOnlyList<IDatagramSource> _sources;
    private readonly ISegmentOpening _opening;
    private readonly Func<IFlowSink, ISegmentDecoder> _newDecoder;
    private readonly Func<ISegmentDecoder>? _newFirstLook;
    private readonly IFlowArchive _archive;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile SegmentQueue? _queue;
    private long _lastTimestamp; // of a datagram, of any source

    /// <summary>A process that does nothing yet.</summary>
    /// <param name="options">When to end.</param>
    /// <param name="journalOptions">The journal's limits.</param>
    /// <param name="sources">Where datagrams come from; opened, used and disposed by this process.</param>
    /// <param name="listenerMetrics">The sources' counters, for <see cref="Status"/>.</param>
    /// <param name="opening">The templates in force.</param>
    /// <param name="newDecoder">Makes a fresh decoder for each segment, which gives its records to the sink.</param>
    /// <param name="archive">Where records are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it tells what people must know.</param>
    /// <param name="newFirstLook">Makes a decoder that sees each segment before its records are written; <see langword="null"/>: nobody has to.</param>
    public CollectingProcess(
        CollectingOptions options,
        JournalOptions journalOptions,
        IReadOnlyList<IDatagramSource> sources,
        ListenerMetrics listenerMetrics,
        ISegmentOpening opening,
        Func<IFlowSink, ISegmentDecoder> newDecoder,
        IFlowArchive archive,
        TimeProvider time,
        ILogger logger,
        Func<ISegmentDecoder>? newFirstLook = null)
    {
        _options = options;
        _journalOptions = journalOptions;
        _sources = sources;
        ListenerMetrics = listenerMetrics;
        _opening = opening;
        _newDecoder = newDecoder;
        _archive = archive;
        _time = time;
        _logger = logger;
        _newFirstLook = newFirstLook;
    }

    /// <summary>The listener's counters.</summary>
    public ListenerMetrics ListenerMetrics { get; }

    /// <summary>The journal's counters.</summary>
    public JournalMetrics JournalMetrics { get; } = new();

    /// <summary>The counters of the way into the archive.</summary>
    public ArchiveMetrics ArchiveMetrics { get; } = new();

    /// <summary>All of them at a glance, from any thread.</summary>
    public CollectorStatus Status => new(
        JournalMetrics.Datagrams.Value,
        ListenerMetrics.Octets.Value,
        ListenerMetrics.KernelDrops.Value,
        JournalMetrics.Dropped,
        ArchiveMetrics.Segments.Value,
        ArchiveMetrics.Datagrams.Value,
        ArchiveMetrics.Records.Value,
        ArchiveMetrics.Failures.Value,
        _queue?.Count ?? 0,
        _queue?.Octets ?? 0,
        JournalMetrics.SegmentsReleased.Value,
        JournalMetrics.SegmentsSetAside.Value,
        JournalMetrics.DamagedOctets.Value)
    {
        ProxyHeaderDrops = ListenerMetrics.DroppedProxyHeader.Value,
        CappedBufferOctets = ListenerMetrics.CappedBufferOctets,
        WantedBufferOctets = ListenerMetrics.WantedBufferOctets,
        Journal = JournalMetrics.State,
        IsArchiveFailing = ArchiveMetrics.IsFailing,
        KeptSegments = _queue?.Kept.Count ?? 0,
        KeptOctets = _queue?.Kept.Octets ?? 0,
        KeptSegmentsReleased = JournalMetrics.KeptSegmentsReleased.Value,
        DamagedTemplateFiles = JournalMetrics.TemplateFilesDamaged.Value,
    };

    /// <summary>
    /// Collects until told to stop, until all sources end or until it was idle for long enough. Then all that was received is in the
    /// archive, or, where that fails, in the journal for the next start (<see cref="CollectorStatus.PendingSegments"/> is above zero).
    /// </summary>
    /// <exception cref="JournalLockedException">Another process has the journal.</exception>
    /// <exception cref="IOException">The journal can not be opened or a source not be listened on.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using JournalDirectory directory = JournalDirectory.Open(_journalOptions.Directory, _time);
        using Disposables sources = new(_sources);
        foreach (IDatagramSource source in _sources) source.Open(); // before recovery, so that the kernel already keeps what comes
        SegmentQueue queue = new(directory, _journalOptions, JournalMetrics, _time, _logger);
        _queue = queue;
        new Recovery(directory, _journalOptions, queue, JournalMetrics, _time, _logger).Run(_opening);

        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        SegmentArchiver archiver = new(
            directory, _journalOptions, queue, _newDecoder, _archive, JournalMetrics, ArchiveMetrics, _time, _logger, _newFirstLook);
        Task archiving = OnThread("weir-archive", () =>
        {
            BackgroundWork.GiveWay();
            archiver.Run(stopping.Token);
        });
        try
        {
            await ReceiveAllAsync(directory, queue, cancellationToken);
        }
        finally
        {
            await stopping.CancelAsync(); // a source that ended is a stop as well: an archive that fails must not keep the process
            queue.Complete();
            await archiving;
        }
    }

    private async Task ReceiveAllAsync(JournalDirectory directory, SegmentQueue queue, CancellationToken cancellationToken)
    {
        using JournalWriter journal = new(directory, _journalOptions, _opening, queue, JournalMetrics, _time, _logger);
        journal.Start();
        _lastTimestamp = _time.GetTimestamp();
        Lock gate = new();
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(_sources.Select(source => OnThread("weir-receive", () =>
        {
            try
            {
                using JournalTurn turn = new(journal, gate);
                Receive(source, turn, ending.Token, cancellationToken);
            }
            catch
            {
                ending.Cancel(); // one that fails ends the process, not only itself
                throw;
            }
        })));
    }

    private void Receive(IDatagramSource source, JournalTurn journal, CancellationToken ending, CancellationToken cancellationToken)
    {
        while (!ending.IsCancellationRequested)
        {
            DatagramReadStatus status = source.Receive(journal, WaitMilliseconds);
            journal.Commit();
            if (status == DatagramReadStatus.End) return;
            if (status == DatagramReadStatus.Datagrams) Volatile.Write(ref _lastTimestamp, _time.GetTimestamp());
            else if (_options.ExitAfterIdle is { } idle && _time.GetElapsedTime(Volatile.Read(ref _lastTimestamp)) >= idle) return;
        }

        if (!cancellationToken.IsCancellationRequested) return;
        long stopped = _time.GetTimestamp();
        while (source.Receive(journal, milliseconds: 0) == DatagramReadStatus.Datagrams && _time.GetElapsedTime(stopped) < _options.DrainTime)
            journal.Commit();
    }

    /// <summary>A thread of its own: both loops wait in the kernel, which would starve the pool.</summary>
    private static Task OnThread(string name, Action work)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        })
        { Name = name, IsBackground = true };
        thread.Start();
        return done.Task;
    }

    private sealed class Disposables(IReadOnlyList<IDisposable> all) : IDisposable
    {
        public void Dispose()
        {
            foreach (IDisposable one in all) one.Dispose();
        }
    }
}
