using Microsoft.Extensions.Logging;
using Weir.App.Api.Live;
using Weir.Collector.Collecting;
using Weir.Collector.Decoding;
using Weir.Collector.Deduplicating;
using Weir.Collector.Enriching.Networks;
using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Collector.Looking;
using Weir.Collector.Sessions;
using Weir.Collector.Sessions.Directory;
using Weir.Collector.Stitching;
using Weir.Flows.Pipeline;

namespace Weir.App.Composition;

/// <summary>Puts the collector together: sources, journal, decoders of NetFlow, IPFIX and sFlow, archive.</summary>
internal static class CollectingPipeline
{
    /// <summary>A collector that listens on UDP only.</summary>
    public static CollectingProcess Create(
        UdpListenerOptions listening, JournalOptions journal, CollectingOptions options, IFlowArchive archive, DecoderMetrics decoding, ILogger logger)
    {
        var metrics = new ListenerMetrics();
        return Create([new UdpListener(listening, metrics, TimeProvider.System, logger)], metrics, journal, options, archive, decoding, new(), logger);
    }

    /// <param name="sources">Where messages come from.</param>
    /// <param name="metrics">The counters of all sources.</param>
    /// <param name="journal">The journal's limits.</param>
    /// <param name="options">When to end.</param>
    /// <param name="archive">Where records are kept.</param>
    /// <param name="decoding">Counts for the decoders of all segments.</param>
    /// <param name="sessions">How much exporters are remembered, and the sampling rates configured for them.</param>
    /// <param name="logger">Takes what people must know.</param>
    /// <param name="directory">Learns the exporters that are heard.</param>
    /// <param name="live">Sees the records on their way.</param>
    /// <param name="deduplication">Finds duplicates among records; <see langword="null"/>: nobody does.</param>
    /// <param name="stitching">Finds the directions of conversations; <see langword="null"/>: nobody does.</param>
    /// <param name="networks">Says tags, countries and systems of addresses; <see langword="null"/>: nobody does.</param>
    public static CollectingProcess Create(
        IReadOnlyList<IDatagramSource> sources, ListenerMetrics metrics, JournalOptions journal, CollectingOptions options, IFlowArchive archive,
        DecoderMetrics decoding, SessionOptions sessions, ILogger logger, ExporterDirectory? directory = null, LiveFeed? live = null, Deduplication? deduplication = null,
        BiflowStitching? stitching = null, NetworkDirectory? networks = null)
    {
        List<IFirstLook> looks = [];
        if (deduplication is { LooksFirst: true }) looks.Add(deduplication);
        if (stitching is not null) looks.Add(stitching);
        // Each segment opens with the templates of those before.
        TemplateShapes shapes = new(sessions.MaxTemplateOctets);
        return new(
            options,
            journal,
            sources,
            metrics,
            new TemplateLedger(sessions),
            sink => new DatagramDecoder(Through(sink), sessions, decoding, logger, directory, shapes),
            archive,
            TimeProvider.System,
            logger,
            looks.Count == 0 ? null : () => new DatagramDecoder(new FirstLookSink(looks), sessions, shapes: shapes));

        IFlowSink Through(IFlowSink sink)
        {
            IFlowSink watched = live is null ? sink : new WatchedSink(sink, live);
            IFlowSink labelled = NetworksArguments.Through(networks, watched);
            IFlowSink counted = deduplication is null ? labelled : new DuplicateSink(labelled, deduplication);
            return stitching is null ? counted : new StitchSink(counted, stitching);
        }
    }
}
