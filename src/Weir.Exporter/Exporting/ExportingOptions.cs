using Weir.Exporter.Exporting.Feeding;

namespace Weir.Exporter.Exporting;

/// <summary>How records leave an exporting process.</summary>
public sealed record ExportingOptions
{
    /// <summary>How fast they may go to each collector.</summary>
    public PaceOptions Pace { get; init; }

    /// <summary>What may wait for each collector.</summary>
    public FlowQueueOptions Queue { get; init; } = FlowQueueOptions.Live;

    /// <summary>Which collectors get which.</summary>
    public Distribution Distribution { get; init; }
}
