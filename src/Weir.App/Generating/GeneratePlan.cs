namespace Weir.App.Generating;

/// <summary>How much is generated, and for how long.</summary>
internal sealed record GeneratePlan
{
    /// <summary>Flows, or samples, of all exporters together.</summary>
    public required double FlowsPerSecond { get; init; }

    /// <summary>Whether the rate follows the hour, <see cref="FlowsPerSecond"/> being that of the busiest.</summary>
    public bool HasDailyCurve { get; init; }

    /// <summary>Flows in all.</summary>
    public long Count { get; init; } = long.MaxValue;

    /// <summary>How long.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.MaxValue;

    /// <summary>Other choices of which exporter is next.</summary>
    public int Seed { get; init; } = 1;
}
