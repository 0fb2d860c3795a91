using System.Text;
using Weir.App.Composition;
using Weir.Collector.Collecting;
using Weir.Collector.Decoding;
using Weir.Wire.Primitives;

namespace Weir.App.Operating.Metrics;

/// <summary>What the own collector counts.</summary>
internal static class CollectingInstruments
{
    private const string Prefix = "weir_flowcollect_";

    // The names of enumerations, as Prometheus writes words.
    private static readonly (DecodeStatus Status, string Name)[] DecodeReasons =
        [.. Enum.GetValues<DecodeStatus>().Where(static status => status != default).Select(static status => (status, InSnakeCase(status.ToString())))];

    public static IReadOnlyList<Instrument> All { get; } =
    [
        One("datagrams_total", InstrumentKind.Counter, "Datagrams put into the journal.", static status => status.Datagrams),
        One("bytes_total", InstrumentKind.Counter, "Octets of these datagrams.", static status => status.Octets),
        One("records_total", InstrumentKind.Counter, "Flow records in the archive.", static status => status.ArchivedRecords),
        One("archive_failures_total", InstrumentKind.Counter, "Attempts to archive that failed.", static status => status.ArchiveFailures),
        One("segments_released_total", InstrumentKind.Counter, "Segments lost because too many waited.", static status => status.ReleasedSegments),
        One("segments_set_aside_total", InstrumentKind.Counter, "Segments put aside for people to look at.", static status => status.SetAsideSegments),
        One("template_files_damaged_total", InstrumentKind.Counter, "Times that the templates of the last run could not be read, or only in part.", static status => status.DamagedTemplateFiles),
        new(Prefix + "drops_total", InstrumentKind.Counter, "Datagrams lost, by reason.", static status => status.Collecting is { } all
            ? [new(all.KernelDrops, ("reason", "kernel")), new(all.JournalDrops, ("reason", "journal")), new(all.ProxyHeaderDrops, ("reason", "proxy_header")), new(status.Connections?.NoSession.Value ?? 0, ("reason", "no_session"))]
            : []),
        new(Prefix + "connections", InstrumentKind.Gauge, "TCP and TLS connections and DTLS sessions of exporters.", static status => status.Connections is { } all ? [new(all.Open)] : []),
        new(Prefix + "connections_total", InstrumentKind.Counter, "Connections accepted.", static status => status.Connections is { } all ? [new(all.Accepted.Value)] : []),
        new(Prefix + "connection_failures_total", InstrumentKind.Counter, "Connections refused or ended early, by reason.",
            static status => status.Connections is { } all
                ? StreamReport.Troubles(all).Select(static one => new Reading(one.Count.Value, ("reason", one.Name.Replace('-', '_'))))
                : []),
        new(Prefix + "duplicates_total", InstrumentKind.Counter, "Records that tell of packets which others tell of, by what became of them.",
            static status => status.Duplicates is { } found ? [new(found.Flagged.Value, ("action", "flagged")), new(found.Dropped.Value, ("action", "dropped"))] : []),
        new(Prefix + "dedup_forgotten_total", InstrumentKind.Counter, "Flows whose observer was forgotten before its time for want of room.",
            static status => status.Duplicates is { } found ? [new(found.Forgotten.Value)] : []),
        new(Prefix + "stitched_records_total", InstrumentKind.Counter, "Records whose other direction was found.", static status => status.Stitching is { } found ? [new(found.Marked.Value)] : []),
        new(Prefix + "stitch_forgotten_total", InstrumentKind.Counter, "Conversations forgotten before their time for want of room.",
            static status => status.Stitching is { } found ? [new(found.Forgotten.Value)] : []),
        new(Prefix + "tee_datagrams_total", InstrumentKind.Counter, "Datagrams sent to other collectors.",
            static status => status.Tees.Select(static tee => new Reading(tee.Sent.Value, ("collector", tee.EndPoint.ToString())))),
        new(Prefix + "tee_drops_total", InstrumentKind.Counter, "Datagrams that other collectors should have been sent and were not, by reason.",
            static status => status.Tees.SelectMany(static tee => TeeReport.Drops(tee)
                .Select(one => new Reading(one.Count.Value, ("collector", tee.EndPoint.ToString()), ("reason", one.Name.Replace('-', '_')))))),
        One("kept_segments", InstrumentKind.Gauge, "Segments archived and kept as they were received.", static status => status.KeptSegments),
        One("kept_bytes", InstrumentKind.Gauge, "Octets of the segments kept.", static status => status.KeptOctets),
        One("kept_segments_released_total", InstrumentKind.Counter, "Kept segments released before their time for want of room.", static status => status.KeptSegmentsReleased),
        One("pending_segments", InstrumentKind.Gauge, "Segments waiting for the archive.", static status => status.PendingSegments),
        One("pending_bytes", InstrumentKind.Gauge, "Octets of the segments waiting for the archive.", static status => status.PendingOctets),
        Decoder("decoded_records_total", "Flow records decoded, those of segments read again included.", static metrics => metrics.DataRecords),
        Decoder("interface_records_total", "Records of interface counters decoded.", static metrics => metrics.CounterRecords),
        Decoder("exporter_rows_total", "Rows of what came of exporters, for the archive.", static metrics => metrics.ExporterRecords),
        Decoder("templates_total", "Template records decoded.", static metrics => metrics.TemplateRecords),
        new(Prefix + "template_shapes", InstrumentKind.Gauge, "Templates that differ in more than their id.", static status => status.Decoding is { } metrics ? [new(metrics.TemplateShapes)] : []),
        Decoder("template_shapes_let_go_total", "Times that all of them were compiled anew because they were too many.", static metrics => metrics.TemplateShapesLetGo),
        Decoder("values_out_of_range_total", "Values that their column cannot hold.", static metrics => metrics.ValuesOutOfRange),
        Decoder("rates_unknown_total", "Flow records whose sampling rate nobody told; they are kept, their rate is null.", static metrics => metrics.RatesUnknown),
        Decoder("samplers_unknown_total", "Flow records that name a sampler which no options record told of until then.", static metrics => metrics.SamplersUnknown),
        Decoder("samplers_refused_total", "Sampling rates told by exporters that there was no room for.", static metrics => metrics.SamplersRefused),
        Decoder("applications_refused_total", "Names of applications told by exporters that there was no room for.", static metrics => metrics.ApplicationsRefused),
        new(Prefix + "wrong_times_total", InstrumentKind.Counter, "Flow records whose times cannot be right, by reason.", static status => status.Decoding is { } metrics
            ? [new(metrics.TimesInFuture, ("reason", "future")), new(metrics.TimesTooOld, ("reason", "too_old"))]
            : []),
        Decoder("times_repaired_total", "Flow records whose times were moved by the policy.", static metrics => metrics.TimesRepaired),
        Decoder("sessions_refused_total", "Messages of exporters for whom there was no session left.", static metrics => metrics.SessionsRefused),
        new(Prefix + "decode_drops_total", InstrumentKind.Counter, "Messages, sets, templates and data sets that were not decoded, by reason.",
            static status => status.Decoding is { } metrics
                ? DecodeReasons.Select(reason => new Reading(metrics.CountOf(reason.Status), ("reason", reason.Name)))
                : []),
    ];

    private static Instrument One(string name, InstrumentKind kind, string help, Func<CollectorStatus, long> value) =>
        new(Prefix + name, kind, help, status => status.Collecting is { } collecting ? [new(value(collecting))] : []);

    private static Instrument Decoder(string name, string help, Func<DecoderMetrics, long> value) =>
        new(Prefix + name, InstrumentKind.Counter, help, status => status.Decoding is { } decoding ? [new(value(decoding))] : []);

    private static string InSnakeCase(string words)
    {
        var text = new StringBuilder();
        foreach (char letter in words)
        {
            if (char.IsUpper(letter) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
