namespace Weir.Collector.Journal;

/// <summary>Whether what is received can be written.</summary>
public enum JournalState
{
    /// <summary>It can, as far as is known.</summary>
    Writing,

    /// <summary>The disk is full: datagrams are dropped and counted.</summary>
    NoSpace,

    /// <summary>The disk refuses for another reason: datagrams are dropped and counted.</summary>
    WriteError,
}
