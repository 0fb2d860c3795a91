using Weir.Collector.Diagnostics;

namespace Weir.Collector.Journal;

/// <summary>What the way from journal to archive counts.</summary>
public sealed class ArchiveMetrics
{
    private volatile bool _isFailing;

    /// <summary>Segments whose records are durable in the archive.</summary>
    public Counter Segments { get; } = new();

    /// <summary>Datagrams of these segments.</summary>
    public Counter Datagrams { get; } = new();

    /// <summary>Flow records of these segments.</summary>
    public Counter Records { get; } = new();

    /// <summary>Attempts that failed; the segment stayed in the journal.</summary>
    public Counter Failures { get; } = new();

    /// <summary>Whether the last attempt failed.</summary>
    public bool IsFailing
    {
        get => _isFailing;
        internal set => _isFailing = value;
    }
}
