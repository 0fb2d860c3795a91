using Weir.Collector.Diagnostics;

namespace Weir.Collector.Enriching.Networks;

/// <summary>What was counted of networks files. Any thread may read it.</summary>
public sealed class NetworkMetrics
{
    /// <summary>Times a file was read.</summary>
    public Counter Loads { get; } = new();

    /// <summary>Times that a file could not be used; the networks there were stayed.</summary>
    public Counter Failures { get; } = new();

    /// <summary>Ends of records, up to two each, that were given a tag, a country or a system.</summary>
    public Counter Labelled { get; } = new();
}
