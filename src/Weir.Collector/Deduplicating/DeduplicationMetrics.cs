using Weir.Collector.Diagnostics;

namespace Weir.Collector.Deduplicating;

/// <summary>What became of records that may be duplicates.</summary>
public sealed class DeduplicationMetrics
{
    /// <summary>Records that are duplicates and say so.</summary>
    public Counter Flagged { get; } = new();

    /// <summary>Records that are duplicates and were thrown away.</summary>
    public Counter Dropped { get; } = new();

    /// <summary>Flows that had to be forgotten before their time for want of room: another exporter's records of them may count too.</summary>
    public Counter Forgotten { get; } = new();
}
