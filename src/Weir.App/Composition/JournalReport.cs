using System.Globalization;
using Weir.App.Output;
using Weir.Collector.Journal.Reading;

namespace Weir.App.Composition;

/// <summary>What of a journal was read, for people.</summary>
internal static class JournalReport
{
    /// <summary>The segments as rows.</summary>
    /// <param name="segments">What they hold.</param>
    /// <param name="nowNs">The time that ages count to.</param>
    public static Report Of(IReadOnlyList<SegmentSummary> segments, long nowNs) => new(
        [
            new("segment", ValueKind.Text), new("state", ValueKind.Text), new("begun", ValueKind.Time), new("last", ValueKind.Time), new("age", ValueKind.Duration),
            new("datagrams", ValueKind.Count), new("stream_messages", ValueKind.Count), new("octets", ValueKind.Octets), new("exporters", ValueKind.Count),
            new("unreadable_octets", ValueKind.Octets),
        ],
        segments.Select(one => (object?[])
        [
            one.Segment.Name.ToString(), JournalArguments.WordOf(one.Segment.State), TimeOf(one.Segment.BegunNs), TimeOf(one.LastNs),
            one.Segment.BegunNs == 0 ? null : nowNs - one.Segment.BegunNs,
            one.Datagrams, one.StreamMessages, one.Segment.Octets, one.Exporters, one.UnreadableOctets,
        ]))
    {
        Footnote = string.Create(
            CultureInfo.InvariantCulture,
            $"{segments.Count} segments, {segments.Sum(static one => one.Datagrams + one.StreamMessages)} messages, {ValueText.Of(segments.Sum(static one => one.Segment.Octets), ValueKind.Octets)}"),
    };

    /// <summary>What was given, in a line, and what people must know of the rest, a line each.</summary>
    public static IEnumerable<string> Of(JournalReadCount count)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{count.Datagrams + count.StreamMessages} messages of {count.Segments} segments, and {count.Openings} that these open with");
        if (count.StreamMessages > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{count.StreamMessages} of them came by TCP or TLS and are datagrams now");
        if (count.Gone > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{count.Gone} segments were archived and deleted before they were read");
        if (count.UnreadableOctets > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{count.UnreadableOctets} octets of the journal hold no whole message");
    }

    private static long? TimeOf(long nanoseconds) => nanoseconds == 0 ? null : nanoseconds;
}
