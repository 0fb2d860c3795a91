using Microsoft.Extensions.Logging;

namespace Weir.Collector.Journal;

/// <summary>What the journal says.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(1, LogLevel.Error,
        "journal {Path} cannot be written: {Reason}; datagrams are being dropped, {Dropped} so far. It goes on by itself when writing works again")]
    public static partial void CannotWrite(ILogger logger, string path, string reason, long dropped);

    [LoggerMessage(2, LogLevel.Warning, "journal {Path} can be written again; {Dropped} datagrams were dropped")]
    public static partial void CanWriteAgain(ILogger logger, string path, long dropped);

    [LoggerMessage(3, LogLevel.Error, "segment {Segment} could not be brought to the disk: {Reason}; a power failure may lose it")]
    public static partial void CannotSync(ILogger logger, SegmentName segment, string reason);

    [LoggerMessage(4, LogLevel.Error,
        "segment {Segment} is given up unarchived, {Octets} octets lost: the segments waiting exceed {Budget} octets")]
    public static partial void Released(ILogger logger, SegmentName segment, long octets, long budget);

    [LoggerMessage(5, LogLevel.Warning, "segment {Segment} was not sealed when the collector ended: {Datagrams} datagrams kept, {Torn} torn octets cut off")]
    public static partial void Recovered(ILogger logger, SegmentName segment, long datagrams, long torn);

    [LoggerMessage(6, LogLevel.Error, "segment {Segment} is damaged: {Octets} octets hold no whole frame, the first at {Offset}; the disk is not to be trusted")]
    public static partial void Damaged(ILogger logger, SegmentName segment, long octets, long offset);

    [LoggerMessage(7, LogLevel.Error, "segment {Segment} is put aside as {Path}: {Reason}")]
    public static partial void SetAside(ILogger logger, SegmentName segment, string path, string reason);

    [LoggerMessage(8, LogLevel.Warning, "segment {Segment} could not be archived: {Reason}; it stays in the journal and is tried again ({Failures} attempts so far)")]
    public static partial void CannotArchive(ILogger logger, SegmentName segment, string reason, int failures);

    [LoggerMessage(9, LogLevel.Information, "{Segments} segments of an earlier run wait for the archive, {Octets} octets")]
    public static partial void FoundSegments(ILogger logger, int segments, long octets);

    [LoggerMessage(10, LogLevel.Warning, "templates of the last run could not be kept: {Reason}")]
    public static partial void CannotKeepTemplates(ILogger logger, string reason);

    [LoggerMessage(12, LogLevel.Warning, "templates of the last run in {Path} are damaged and ignored: {Reason}; exporters will tell them again")]
    public static partial void DamagedTemplates(ILogger logger, string path, string reason);

    [LoggerMessage(11, LogLevel.Error, "put-aside segment {Segment} is deleted: those put aside exceed {Budget} octets")]
    public static partial void DeletedAside(ILogger logger, SegmentName segment, long budget);

    [LoggerMessage(13, LogLevel.Warning, "kept segment {Segment} is released before its time: {Reason}; {Released} so far")]
    public static partial void ReleasedKept(ILogger logger, SegmentName segment, string reason, long released);

    [LoggerMessage(14, LogLevel.Warning, "{Segments} segments that an earlier run kept stay in {Path}, {Octets} octets: nothing says how long to keep them")]
    public static partial void FoundKept(ILogger logger, int segments, string path, long octets);

    [LoggerMessage(15, LogLevel.Warning, "the archive works again; segment {Segment} is archived")]
    public static partial void CanArchiveAgain(ILogger logger, SegmentName segment);
}
