using Microsoft.Extensions.Logging;
using Weir.Collector.Collecting;
using Weir.Collector.Decoding;
using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Flows.Pipeline;

namespace Weir.App.Composition;

/// <summary>Puts the collector together: UDP, journal, decoders of NetFlow, IPFIX and sFlow, archive.</summary>
internal static class CollectingPipeline
{
    /// <param name="decoding">Counts for the decoders of all segments.</param>
    /// <param name="sessionOptions">How much exporters are remembered, and the sampling rates configured for them.</param>
    public static CollectingProcess Create(
        UdpListenerOptions listening, JournalOptions journal, CollectingOptions options, IFlowArchive archive, DecoderMetrics decoding, ILogger logger,
        SessionOptions? sessionOptions = null)
    {
        SessionOptions sessions = sessionOptions ?? new();
        var metrics = new ListenerMetrics();
        return new CollectingProcess(
            options,
            journal,
            new UdpListener(listening, metrics, TimeProvider.System, logger),
            metrics,
            new TemplateLedger(sessions),
            sink => new DatagramDecoder(sink, sessions, decoding, logger),
            archive,
            TimeProvider.System,
            logger);
    }
}
