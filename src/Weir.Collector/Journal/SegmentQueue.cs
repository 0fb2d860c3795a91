using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Weir.Collector.Journal;

/// <summary>
/// Sealed segments waiting for the archive, oldest first, within a budget of octets: when it is spent, the oldest goes unarchived.
/// </summary>
public sealed class SegmentQueue(JournalDirectory directory, JournalOptions options, JournalMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly object _changed = new();
    private readonly LinkedList<SealedSegment> _segments = new();
    private SealedSegment? _taken;
    private long _octets;
    private bool _complete;

    /// <summary>Those that are archived and stay.</summary>
    public KeptSegments Kept { get; } = new(directory, options, metrics, time, logger);

    /// <summary>Segments waiting, the one that is being archived included.</summary>
    public int Count
    {
        get
        {
            lock (_changed) return _segments.Count;
        }
    }

    /// <summary>Octets of the segments waiting.</summary>
    public long Octets
    {
        get
        {
            lock (_changed) return _octets;
        }
    }

    /// <summary>Adds the newest segment.</summary>
    public void Add(SealedSegment segment)
    {
        lock (_changed)
        {
            _segments.AddLast(segment);
            _octets += segment.Octets;
            while (_octets > options.MaxPendingBytes && OldestNotTaken() is { } oldest && oldest != segment) Release(oldest);
            Monitor.PulseAll(_changed);
        }
    }

    /// <summary>Says that no segment will be added any more.</summary>
    public void Complete()
    {
        lock (_changed)
        {
            _complete = true;
            Monitor.PulseAll(_changed);
        }
    }

    /// <summary>Waits for the oldest segment and takes it, to be given back by <see cref="Remove"/> or <see cref="PutBack"/>.</summary>
    /// <returns>False when there is none and never will be.</returns>
    public bool TryTake([NotNullWhen(true)] out SealedSegment? segment)
    {
        lock (_changed)
        {
            while (_segments.First is null && !_complete) Monitor.Wait(_changed);
            segment = _taken = _segments.First?.Value;
            return segment is not null;
        }
    }

    /// <summary>Forgets the segment that was taken: it is archived and deleted, or put aside.</summary>
    public void Remove(SealedSegment segment)
    {
        lock (_changed)
        {
            _taken = null;
            if (_segments.Remove(segment)) _octets -= segment.Octets;
        }
    }

    /// <summary>Leaves the segment that was taken where it was: it is tried again, unless its room is needed.</summary>
    public void PutBack()
    {
        lock (_changed) _taken = null;
    }

    private SealedSegment? OldestNotTaken()
    {
        LinkedListNode<SealedSegment>? first = _segments.First;
        return first?.Value == _taken ? first?.Next?.Value : first?.Value;
    }

    private void Release(SealedSegment segment)
    {
        _ = directory.TryDelete(segment.Name, JournalDirectory.SealedExtension);
        _segments.Remove(segment);
        _octets -= segment.Octets;
        if (segment.IsArchived) return;
        metrics.SegmentsReleased.Increment();
        metrics.OctetsReleased.Add(segment.Octets);
        JournalLog.Released(logger, segment.Name, segment.Octets, options.MaxPendingBytes);
    }
}
