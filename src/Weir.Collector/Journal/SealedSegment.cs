namespace Weir.Collector.Journal;

/// <summary>A segment that is whole and waits for the archive.</summary>
/// <param name="Name">Its name, and that of the archive's transaction.</param>
/// <param name="Octets">Octets of the file.</param>
public sealed record SealedSegment(SegmentName Name, long Octets)
{
    /// <summary>Attempts to archive it that failed.</summary>
    public int Failures { get; set; }

    /// <summary>When it was begun: nanoseconds since 1970-01-01 UTC; 0 until it was read.</summary>
    public long BegunNs { get; set; }

    /// <summary>Whether the archive has it; only its deletion is left.</summary>
    public bool IsArchived { get; set; }
}
