namespace Weir.Collector.Deduplicating;

/// <summary>What becomes of a record that tells of packets another record tells of.</summary>
public enum DuplicateAction : byte
{
    /// <summary>It is archived, and says that it is one.</summary>
    Flag,

    /// <summary>It is thrown away, and counted.</summary>
    Drop,
}
