using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Weir.Collector.Diagnostics;

namespace Weir.Collector.Journal;

/// <summary>
/// Segments that are archived and stay as they were received, for people to look at: for a time, within a budget of octets, and never
/// at the cost of what is being received. They are out of the archive's way: no start and no crash brings them back to it.
/// </summary>
public sealed class KeptSegments(JournalDirectory directory, JournalOptions options, JournalMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Queue<(SegmentName Name, long BegunNs, long Octets)> _segments = new(); // oldest first
    private readonly LogInterval _complaint = new(time, options.ComplaintInterval);
    private long _octets;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _segments.Count;
        }
    }

    /// <summary>Octets of these.</summary>
    public long Octets
    {
        get
        {
            lock (_gate) return _octets;
        }
    }

    /// <summary>Whether segments are kept once they are archived.</summary>
    public bool IsWanted => options.RawKeep is not null;

    /// <summary>Takes one that an earlier run kept; oldest first.</summary>
    /// <exception cref="IOException">It can not be read.</exception>
    public void Find(SegmentName name)
    {
        using SafeFileHandle file = File.OpenHandle(directory.PathOf(name, JournalDirectory.KeptExtension));
        Span<byte> header = stackalloc byte[SegmentFormat.HeaderSize];
        int octets = RandomAccess.Read(file, header, 0);
        _ = SegmentFormat.TryReadHeader(header[..octets], out _, out long begunNs);
        lock (_gate) Add(name, begunNs, RandomAccess.GetLength(file));
    }

    /// <summary>Keeps a segment that the archive has, instead of deleting it.</summary>
    /// <returns>errno, 0 where all went well.</returns>
    internal int TryKeep(SealedSegment segment)
    {
        int error = directory.TryRename(segment.Name, JournalDirectory.SealedExtension, JournalDirectory.KeptExtension);
        if (error != 0) return error;
        lock (_gate) Add(segment.Name, segment.BegunNs, segment.Octets);
        return 0;
    }

    /// <summary>Releases those that were kept for long enough.</summary>
    internal void Expire()
    {
        if (options.RawKeep is not { } keep) return;
        lock (_gate)
        {
            long now = time.GetUnixNs();
            while (_segments.TryPeek(out var oldest) && (now - oldest.BegunNs) / TimeSpan.NanosecondsPerTick >= keep.Ticks) Release();
        }
    }

    /// <summary>Gives up the oldest ones before their time, as much as a segment may take: the disk is full, and what is being received goes first.</summary>
    /// <returns>Whether there were any.</returns>
    internal bool MakeRoom()
    {
        lock (_gate)
        {
            long wanted = _octets - options.SegmentBytes;
            if (_segments.Count == 0) return false;
            while (_segments.Count > 0 && _octets > wanted) GiveUp("the disk is full");
            return true;
        }
    }

    /// <summary>The same, where the disk has no room for a segment.</summary>
    internal void MakeRoomOnFullDisk()
    {
        if (new DriveInfo(directory.Path).AvailableFreeSpace < options.SegmentBytes) MakeRoom();
    }

    private void Add(SegmentName name, long begunNs, long octets)
    {
        _segments.Enqueue((name, begunNs, octets));
        _octets += octets;
        while (_octets > options.MaxRawBytes) GiveUp("those kept exceed their budget");
    }

    private void GiveUp(string reason)
    {
        SegmentName name = Release();
        metrics.KeptSegmentsReleased.Increment();
        if (_complaint.IsDue()) JournalLog.ReleasedKept(logger, name, reason, metrics.KeptSegmentsReleased.Value);
    }

    private SegmentName Release()
    {
        (SegmentName name, _, long octets) = _segments.Dequeue();
        _octets -= octets;
        _ = directory.TryDelete(name, JournalDirectory.KeptExtension);
        return name;
    }
}
