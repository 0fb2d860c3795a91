using Weir.Collector.Diagnostics;

namespace Weir.Collector.Journal;

/// <summary>What the journal counts.</summary>
public sealed class JournalMetrics
{
    private volatile JournalState _state;

    /// <summary>Datagrams written.</summary>
    public Counter Datagrams { get; } = new();

    /// <summary>Octets written, frames and headers included.</summary>
    public Counter Octets { get; } = new();

    /// <summary>Datagrams lost because the disk was full.</summary>
    public Counter DroppedNoSpace { get; } = new();

    /// <summary>Datagrams lost because the disk could not be written for another reason.</summary>
    public Counter DroppedWriteError { get; } = new();

    /// <summary>Messages lost because they are longer than a frame can be.</summary>
    public Counter DroppedTooLong { get; } = new();

    /// <summary>Writes to the disk itself (fdatasync, fsync) that failed: a power failure may now lose more than promised.</summary>
    public Counter SyncFailures { get; } = new();

    /// <summary>Segments begun.</summary>
    public Counter SegmentsBegun { get; } = new();

    /// <summary>Segments sealed, those of an earlier run that were found unsealed included.</summary>
    public Counter SegmentsSealed { get; } = new();

    /// <summary>Segments given up unarchived because too much was waiting. Data was lost.</summary>
    public Counter SegmentsReleased { get; } = new();

    /// <summary>Octets of the segments given up.</summary>
    public Counter OctetsReleased { get; } = new();

    /// <summary>Segments that could not be read or decoded and were put aside.</summary>
    public Counter SegmentsSetAside { get; } = new();

    /// <summary>Segments that were archived and kept, and were released before their time for want of room.</summary>
    public Counter KeptSegmentsReleased { get; } = new();

    /// <summary>Octets of an unfinished frame cut off the end of segments that a crash left unsealed.</summary>
    public Counter TornOctets { get; } = new();

    /// <summary>Octets in the middle of segments that hold no whole frame. The disk is not to be trusted.</summary>
    public Counter DamagedOctets { get; } = new();

    /// <summary>Whether what is received can be written.</summary>
    public JournalState State
    {
        get => _state;
        internal set => _state = value;
    }

    /// <summary>Times that the templates of the last run could not be read, or only in part. Exporters tell them again.</summary>
    public Counter TemplateFilesDamaged { get; } = new();

    /// <summary>Datagrams lost in this journal for any reason.</summary>
    public long Dropped => DroppedNoSpace.Value + DroppedWriteError.Value + DroppedTooLong.Value;
}
