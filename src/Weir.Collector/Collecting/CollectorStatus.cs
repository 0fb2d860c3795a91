using Weir.Collector.Journal;

namespace Weir.Collector.Collecting;

/// <summary>What a collecting process has done until now.</summary>
/// <param name="Datagrams">Datagrams put into the journal.</param>
/// <param name="Octets">Their octets, UDP payload only.</param>
/// <param name="KernelDrops">Datagrams the kernel dropped at the sockets.</param>
/// <param name="JournalDrops">Datagrams that could not be written.</param>
/// <param name="ArchivedSegments">Segments whose records are durable in the archive.</param>
/// <param name="ArchivedDatagrams">Datagrams of these segments.</param>
/// <param name="ArchivedRecords">Flow records of these segments.</param>
/// <param name="ArchiveFailures">Attempts to archive that failed; the segments stayed.</param>
/// <param name="PendingSegments">Sealed segments waiting for the archive.</param>
/// <param name="PendingOctets">Their octets.</param>
/// <param name="ReleasedSegments">Segments lost because too many waited.</param>
/// <param name="SetAsideSegments">Segments put aside for people to look at.</param>
/// <param name="DamagedOctets">Octets of segments the disk did not give back as they were written.</param>
public readonly record struct CollectorStatus(
    long Datagrams,
    long Octets,
    long KernelDrops,
    long JournalDrops,
    long ArchivedSegments,
    long ArchivedDatagrams,
    long ArchivedRecords,
    long ArchiveFailures,
    int PendingSegments,
    long PendingOctets,
    long ReleasedSegments,
    long SetAsideSegments,
    long DamagedOctets)
{
    /// <summary>Whether what is received can be written.</summary>
    public JournalState Journal { get; init; }

    /// <summary>Whether the last attempt to archive failed.</summary>
    public bool IsArchiveFailing { get; init; }

    /// <summary>Datagrams of proxies that did not say whose they are.</summary>
    public long ProxyHeaderDrops { get; init; }

    /// <summary>The smallest receive buffer, in octets, that the kernel gave where more was asked for; 0 where none is smaller.</summary>
    public int CappedBufferOctets { get; init; }

    /// <summary>What was asked for there.</summary>
    public int WantedBufferOctets { get; init; }

    /// <summary>Segments that are archived and kept as they were received.</summary>
    public int KeptSegments { get; init; }

    /// <summary>Octets of these.</summary>
    public long KeptOctets { get; init; }

    /// <summary>Those released before their time for want of room.</summary>
    public long KeptSegmentsReleased { get; init; }

    /// <summary>Times that the templates of the last run could not be read, or only in part.</summary>
    public long DamagedTemplateFiles { get; init; }
}
