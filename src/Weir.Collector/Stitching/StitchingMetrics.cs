using Weir.Collector.Diagnostics;

namespace Weir.Collector.Stitching;

/// <summary>What became of records of one direction.</summary>
public sealed class StitchingMetrics
{
    /// <summary>Records that got a direction, because the other direction of their conversation is known.</summary>
    public Counter Marked { get; } = new();

    /// <summary>Conversations forgotten before their time for want of room: records of theirs may have no direction.</summary>
    public Counter Forgotten { get; } = new();
}
