namespace Weir.Exporter.Exporting.Feeding;

/// <summary>What waits for one collector, and what happens when that is too much.</summary>
public sealed record FlowQueueOptions
{
    /// <summary>
    /// Batches of 2048 records that may wait. 32: 65,536 records, which a table of the usual size ends at once when it is told to
    /// end all flows of the last seconds; and 10 MB at most where every usual column has values.
    /// </summary>
    public int Batches { get; init; } = 32;

    /// <summary>
    /// How long a full queue, or a transport without room, may hold the writer up while the collector takes nothing at all; zero: what
    /// does not fit is dropped and counted at once. Files can wait and live traffic cannot.
    /// </summary>
    public TimeSpan Patience { get; init; }

    /// <summary>For live traffic: nobody waits.</summary>
    public static FlowQueueOptions Live { get; } = new();

    /// <summary>For files: 5 s, as long as the end of the exporter waits for a collector.</summary>
    public static FlowQueueOptions File { get; } = new() { Patience = TimeSpan.FromSeconds(5) };
}
