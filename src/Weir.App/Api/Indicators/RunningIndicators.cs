using System.Globalization;
using Weir.App.Operating;
using Weir.Collector.Decoding;
using Weir.Wire.Primitives;

namespace Weir.App.Api.Indicators;

/// <summary>What the counters of what runs say, since it began.</summary>
internal static class RunningIndicators
{
    // Three nines: a tenth of a per cent is less than sampling and timeouts leave uncertain anyway.
    private const double Nearly = 0.999;
    private const double HardlyAny = 0.001;

    // With segments of five seconds, half a minute behind.
    private const double WaitingSegments = 5;

    public static IEnumerable<Indicator> Of(OperatingStatus? status) => [ExportSuccess(status), Completeness(status), ParseErrors(status), QueueDepth(status)];

    /// <summary>Messages that collectors were sent, and records that their queues had room for.</summary>
    private static Indicator ExportSuccess(OperatingStatus? status)
    {
        var one = new Indicator("export_success", "Export success", "Messages to collectors that were sent, of all that were due", "ratio", Nearly, IsLimit: false);
        if (status?.Collectors is not { Count: > 0 } collectors) return one with { Note = "nothing is exported here" };
        (long sent, long failed) = collectors.Aggregate((Sent: 0L, Failed: 0L), static (sum, collector) => (sum.Sent + collector.Metrics.DatagramsSent, sum.Failed + collector.Metrics.Errors + collector.Metrics.QueueDropped));
        return sent + failed == 0 ? one with { Note = "nothing was sent yet" } : one with { Value = (double)sent / (sent + failed), Note = Text($"{sent} sent, {failed} not") };
    }

    /// <summary>By the sequence numbers of exporters, and by what was dropped here.</summary>
    private static Indicator Completeness(OperatingStatus? status)
    {
        var one = new Indicator("completeness", "Completeness", "What came of all that exporters sent, by their sequence numbers, and was not dropped here", "ratio", Nearly, IsLimit: false);
        if (status?.Collecting is not { } collecting) return one with { Note = "nothing is collected here" };
        (long received, long lost) = status.Exporters.Aggregate((Received: 0L, Lost: 0L), static (sum, exporter) => (sum.Received + exporter.Received, sum.Lost + exporter.Lost));
        long dropped = collecting.KernelDrops + collecting.JournalDrops;
        // Units of exporters are records or messages; what was dropped here is counted by both, so that the larger of the two is it.
        long missing = Math.Max(lost, dropped);
        return received + missing == 0 ? one with { Note = "no exporter was heard yet" } : one with { Value = (double)received / (received + missing), Note = Text($"{lost} lost on the way, {dropped} datagrams dropped here") };
    }

    private static Indicator ParseErrors(OperatingStatus? status)
    {
        var one = new Indicator("parse_errors", "Parse errors", "Messages, sets and templates that could not be decoded, for each message", "ratio", HardlyAny, IsLimit: true);
        if (status?.Decoding is not { } decoding) return one with { Note = "nothing is collected here" };
        long messages = Messages(decoding);
        if (messages == 0) return one with { Note = "no message was decoded yet" };
        long wrong = Math.Max(0, Enum.GetValues<DecodeStatus>().Where(static reason => reason != default).Sum(decoding.CountOf) - decoding.LateDataSets);
        string reasons = Composition.DecodeReport.Problems(decoding);
        return one with { Value = (double)wrong / messages, Note = reasons.Length == 0 ? Text($"none of {messages} messages") : reasons };
    }

    /// <summary>How many segments wait.</summary>
    public static Indicator QueueDepth(OperatingStatus? status)
    {
        var one = new Indicator("queue_depth", "Queue depth", "Sealed segments of the journal that wait for the archive", "segments", WaitingSegments, IsLimit: true);
        return status?.Collecting is { } collecting
            ? one with { Value = collecting.PendingSegments, Note = Text($"{collecting.PendingOctets} octets wait, {collecting.ReleasedSegments} segments were released") }
            : one with { Note = "nothing is collected here" };
    }

    private static long Messages(DecoderMetrics decoding) => decoding.NetFlowV1Messages + decoding.NetFlowV5Messages + decoding.NetFlowV7Messages + decoding.NetFlowV9Messages + decoding.IpfixMessages + decoding.SFlowDatagrams;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
