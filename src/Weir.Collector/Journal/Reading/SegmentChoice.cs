using Weir.Collector.Teeing;
using Weir.Wire.Primitives;

namespace Weir.Collector.Journal.Reading;

/// <summary>Which segments of a journal are meant, and whose messages of these. What is left out passes everything.</summary>
public sealed record SegmentChoice
{
    /// <summary>These segments alone.</summary>
    public IReadOnlyList<SegmentName> Names { get; init; } = [];

    /// <summary>Segments in one of these states.</summary>
    public IReadOnlyList<SegmentState> States { get; init; } = [];

    /// <summary>Segments that were still written to at this time or later: nanoseconds since 1970-01-01 UTC.</summary>
    public long? SinceNs { get; init; }

    /// <summary>Segments that were begun before this time.</summary>
    public long? UntilNs { get; init; }

    /// <summary>Messages of these exporters.</summary>
    public IReadOnlyList<ExporterPrefix> Exporters { get; init; } = [];

    /// <summary>Whether a segment is meant.</summary>
    public bool Has(StoredSegment segment) =>
        (Names.Count == 0 || Names.Contains(segment.Name))
        && (States.Count == 0 || States.Contains(segment.State))
        && (SinceNs is not { } since || segment.WrittenNs >= since)
        && (UntilNs is not { } until || segment.BegunNs < until);

    /// <summary>Whether an exporter's messages are meant.</summary>
    public bool Has(IpAddress exporter)
    {
        for (int i = 0; i < Exporters.Count; i++)
        {
            if (Exporters[i].Contains(exporter)) return true;
        }

        return Exporters.Count == 0;
    }
}
