using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Collector.Journal;
using Weir.Flows.Pipeline;
using Weir.Testing;

namespace Weir.Collector.Tests.Journal;

/// <summary>One life of a journal over a directory: recovery, writer and archiver, all on the test's thread.</summary>
internal sealed class JournalBench : IDisposable
{
    private static uint _draws;
    private bool _isDead;

    public JournalBench(string directory, ManualClock? time = null, Func<JournalOptions, JournalOptions>? with = null, FakeArchive? archive = null, ILogger? logger = null)
    {
        Time = time ?? new ManualClock();
        Archive = archive ?? new FakeArchive();
        JournalOptions options = new() { Directory = directory, BufferBytes = 1 << 17 };
        Options = with?.Invoke(options) ?? options;
        Directory = JournalDirectory.Open(directory, Time, () => Interlocked.Increment(ref _draws) * 2654435761);
        Queue = new SegmentQueue(Directory, Options, Metrics, Time, NullLogger.Instance);
        new Recovery(Directory, Options, Queue, Metrics, Time, NullLogger.Instance).Run(Opening);
        Writer = new JournalWriter(Directory, Options, Opening, Queue, Metrics, Time, logger ?? NullLogger.Instance);
        Archiver = NewArchiver(FakeArchive.NewDecoder);
    }

    public ManualClock Time { get; }

    public JournalOptions Options { get; }

    public JournalDirectory Directory { get; }

    public FakeOpening Opening { get; } = new();

    public FakeArchive Archive { get; }

    public JournalMetrics Metrics { get; } = new();

    public ArchiveMetrics ArchiveMetrics { get; } = new();

    public SegmentQueue Queue { get; }

    public JournalWriter Writer { get; }

    public SegmentArchiver Archiver { get; }

    public SegmentArchiver NewArchiver(Func<IFlowSink, ISegmentDecoder> newDecoder) =>
        new(Directory, Options, Queue, newDecoder, Archive, Metrics, ArchiveMetrics, Time, NullLogger.Instance);

    /// <summary>Archives what is sealed; the process ends there, so failures are not tried again.</summary>
    public void ArchiveAll()
    {
        Queue.Complete();
        Archiver.Run(new CancellationToken(canceled: true));
    }

    /// <summary>Ends this life as SIGKILL would, but for memory and file descriptors: nothing is sealed, nothing written.</summary>
    public void Kill()
    {
        Directory.Dispose();
        _isDead = true;
    }

    public void Dispose()
    {
        if (_isDead) return;
        Writer.Dispose();
        Directory.Dispose();
    }
}
