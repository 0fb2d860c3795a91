namespace Weir.Collector.Journal.Reading;

/// <summary>How far a segment is on its way.</summary>
public enum SegmentState
{
    /// <summary>It is being written, or was when its collector ended.</summary>
    Open,

    /// <summary>It is whole and waits for the archive.</summary>
    Sealed,

    /// <summary>It is archived, and kept as it was received.</summary>
    Kept,

    /// <summary>It could not be archived.</summary>
    Aside,
}
