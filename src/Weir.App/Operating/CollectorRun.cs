using Microsoft.Extensions.Logging;
using Weir.App.Api.Live;
using Weir.App.Commands;
using Weir.App.Composition;
using Weir.App.Configuration.Options;
using Weir.Collector.Collecting;
using Weir.Collector.Decoding;
using Weir.Collector.Deduplicating;
using Weir.Collector.Enriching.Networks;
using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Collector.Listening.Streams;
using Weir.Collector.Sessions.Directory;
using Weir.Collector.Stitching;
using Weir.Collector.Teeing;
using Weir.Storage.Parquet;
using Weir.Storage.Upkeep;

namespace Weir.App.Operating;

/// <summary>The section <c>flow-collect</c> while it runs.</summary>
internal sealed class CollectorRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ParquetArchive _archive;
    private readonly ArchiveKeeper _keeper;
    private readonly Task _running;

    private CollectorRun(FlowCollectOptions options, ParquetArchive archive, ArchiveKeeper keeper, CollectingProcess process)
    {
        _keeper = keeper;
        Options = options;
        _archive = archive;
        Process = process;
        _running = process.RunAsync(_stop.Token);
    }

    public FlowCollectOptions Options { get; }

    public CollectingProcess Process { get; }

    /// <summary>The exporters that were heard.</summary>
    public ExporterDirectory Directory { get; private init; } = new();

    public DecoderMetrics Decoding { get; private init; } = new();

    /// <summary>What is done for the archive.</summary>
    public UpkeepMetrics Upkeep => _keeper.Metrics;

    /// <summary>What becomes of connections; <see langword="null"/> where it listens for none.</summary>
    public StreamMetrics? Streams { get; private init; }

    /// <summary>What is found of duplicates; <see langword="null"/> where they are not looked for.</summary>
    public DeduplicationMetrics? Duplicates { get; private init; }

    /// <summary>What became of records of one direction; <see langword="null"/> where they are not stitched.</summary>
    public StitchingMetrics? Stitching { get; private init; }

    /// <summary>The networks that give records tags, countries and systems; <see langword="null"/> where there are none.</summary>
    public NetworkDirectory? Networks { get; private init; }

    /// <summary>What other collectors are sent.</summary>
    public IReadOnlyList<TeeMetrics> Tees { get; private init; } = [];

    /// <summary>Starts to listen.</summary>
    /// <param name="options">The section.</param>
    /// <param name="sockets">Those of the collector before, which it goes on with.</param>
    /// <param name="logger">Takes what people must know.</param>
    /// <param name="onFailure">Told what goes wrong later.</param>
    /// <param name="live">Sees the records on their way.</param>
    /// <param name="networks">Says tags, countries and systems of addresses.</param>
    public static CollectorRun Start(FlowCollectOptions options, ListenerSockets sockets, ILogger logger, Action<Exception> onFailure, LiveFeed? live = null, NetworkDirectory? networks = null)
    {
        sockets.Keep(options.Listening.Udp, options.Listening.Receivers);
        ConfiguredColumns.Use(options.Columns, static wrong => new RunException(wrong));
        ParquetArchive archive = ArchiveOption.Open(options.Archive, ArchiveOption.Collecting);
        var decoding = new DecoderMetrics();
        var directory = new ExporterDirectory(options.Directory);
        var metrics = new ListenerMetrics();
        var streams = new StreamMetrics();
        IReadOnlyList<TeeMetrics> tees = options.Listening.CreateTeeMetrics();
        Deduplication? deduplication = DedupArguments.Create(options.Dedup);
        BiflowStitching? stitching = StitchArguments.Create(options.Stitching);
        CollectingProcess process = CollectingPipeline.Create(
            options.Listening.CreateSources(metrics, streams, tees, logger, sockets),
            metrics,
            new JournalOptions { Directory = options.Journal, SegmentAge = options.SegmentAge, RawKeep = options.RawKeep, MaxRawBytes = options.MaxRawBytes },
            new CollectingOptions(),
            archive,
            decoding,
            options.Sessions,
            logger,
            directory,
            live,
            deduplication,
            stitching,
            networks);
        var run = new CollectorRun(options, archive, ArchiveKeeper.Start(options.Archive, options.Upkeep.Options, logger), process)
        { Duplicates = deduplication?.Metrics, Stitching = stitching?.Metrics, Networks = networks, Decoding = decoding, Directory = directory, Streams = options.Listening.Streams is null ? null : streams, Tees = tees };
        _ = run._running.ContinueWith(
            task => onFailure(task.Exception!.InnerException!), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return run;
    }

    /// <summary>Takes what the sockets hold, archives all of it, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
#pragma warning disable VSTHRD003 // There is no synchronization context that could wait for itself.
            await _running;
#pragma warning restore VSTHRD003
        }
        catch (Exception)
        {
            // Told when it happened.
        }
        finally
        {
            await _keeper.DisposeAsync();
            _archive.Dispose();
            _stop.Dispose();
        }
    }
}
