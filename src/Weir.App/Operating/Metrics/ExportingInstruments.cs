using Weir.Exporter.Transport;

namespace Weir.App.Operating.Metrics;

/// <summary>What is counted for each collector; the first four have the names of <c>weir show flow-export</c>.</summary>
internal static class ExportingInstruments
{
    private const string Prefix = "weir_flowexport_";

    public static IReadOnlyList<Instrument> All { get; } =
    [
        ByProtocol("datagrams_total", "Datagrams sent.", static line => line.Metrics.DatagramsSent),
        ByProtocol("bytes_total", "Octets of these datagrams, without UDP and IP.", static line => line.Metrics.BytesSent),
        ByProtocol("errors_total", "Messages that could not be sent or were refused.", static line => line.Metrics.Errors),
        Of("flows_total", InstrumentKind.Counter, "Flow records given to a collector, those in messages that could not be sent included.", static line => line.Metrics.Records),
        Of("packet_samples_total", InstrumentKind.Counter, "Packet samples given to a collector.", static line => line.Metrics.Samples),
        Of("flows_not_sent_total", InstrumentKind.Counter, "Flow records in messages that were not sent.", static line => line.Metrics.NotSentRecords),
        Of("queue_drops_total", InstrumentKind.Counter, "Flow records that the queue of a collector had no room for: it is too slow.", static line => line.Metrics.QueueDropped),
        Of("flows_not_exportable_total", InstrumentKind.Counter, "Flow records that the protocol has no form for: IPv6 in NetFlow v5.", static line => line.Metrics.NotExportable),
        new(Prefix + "drops_total", InstrumentKind.Counter, "Messages lost, by reason.", static status => (status.Collectors ?? []).SelectMany(Drops)),
        OfTransport("sessions_total", InstrumentKind.Counter, "Transport sessions begun.", static metrics => metrics.Sessions),
        OfTransport("connect_errors_total", InstrumentKind.Counter, "Attempts to begin a session that failed.", static metrics => metrics.ConnectErrors),
        OfTransport("breaks_total", InstrumentKind.Counter, "Sessions that the collector or the network ended.", static metrics => metrics.Breaks),
        OfTransport("repeated_total", InstrumentKind.Counter, "Messages sent again because a session ended before they were acknowledged.", static metrics => metrics.Repeated),
        OfTransport("spooled_total", InstrumentKind.Counter, "Messages written to the spool.", static metrics => metrics.Spooled),
        OfTransport("replayed_total", InstrumentKind.Counter, "Messages read from the spool and sent.", static metrics => metrics.Replayed),
        OfTransport("spool_depth", InstrumentKind.Gauge, "Messages in the spool that the collector has not acknowledged.", static metrics => metrics.SpoolDepth),
        OfTransport("spool_bytes", InstrumentKind.Gauge, "Octets of the spool's files.", static metrics => metrics.SpoolOctets),
    ];

    private static Instrument ByProtocol(string name, string help, Func<CollectorStatusLine, long> value) => new(
        Prefix + name,
        InstrumentKind.Counter,
        help,
        status => (status.Collectors ?? []).Select(line => new Reading(value(line), ("collector", line.Section.Name), ("protocol", line.Section.Protocol))));

    private static Instrument Of(string name, InstrumentKind kind, string help, Func<CollectorStatusLine, long> value) =>
        new(Prefix + name, kind, help, status => (status.Collectors ?? []).Select(line => new Reading(value(line), ("collector", line.Section.Name))));

    // Only what keeps messages has them: TCP, TLS, DTLS, and whatever has a spool.
    private static Instrument OfTransport(string name, InstrumentKind kind, string help, Func<TransportMetrics, long> value) => new(
        Prefix + name,
        kind,
        help,
        status => from line in status.Collectors ?? []
                  let metrics = line.Transport
                  where metrics is not null
                  select new Reading(value(metrics), ("collector", line.Section.Name)));

    private static IEnumerable<Reading> Drops(CollectorStatusLine line)
    {
        yield return Reason("refused", line.Metrics.Count(SendResult.Refused));
        yield return Reason("buffer_full", line.Metrics.Count(SendResult.BufferFull));
        yield return Reason("too_long", line.Metrics.Count(SendResult.TooLong));
        yield return Reason("failed", line.Metrics.Count(SendResult.Failed));
        if (line.Transport is not { } transport) yield break;
        yield return Reason("queue_full", transport.Overflowed);
        yield return Reason("spool", transport.Dropped);

        Reading Reason(string reason, long value) => new(value, ("collector", line.Section.Name), ("reason", reason));
    }
}
