using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Weir.Collector.Diagnostics;

namespace Weir.Collector.Journal;

/// <summary>
/// Brings segments to the disk, on a thread of its own so that the one that receives never waits for a disk: the open segment now and
/// then (group commit), and each segment that has ended, which it then seals and hands to the queue.
/// </summary>
internal sealed class SegmentSealer(
    JournalDirectory directory, JournalOptions options, SegmentQueue queue, JournalMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly object _changed = new();
    private readonly Queue<SegmentFile> _ended = new();
    private readonly LogInterval _complaint = new(time, options.ComplaintInterval);
    private SegmentFile? _current;
    private Thread? _thread;
    private bool _stopping;

    /// <summary>Begins to work on its own thread; without this, <see cref="HandOver"/> works on the caller's.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { Name = "weir-seal", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Tells which segment is being written.</summary>
    public void Watch(SegmentFile current)
    {
        lock (_changed) _current = current;
    }

    /// <summary>Takes a segment that has ended; from here on it is the sealer's.</summary>
    public void HandOver(SegmentFile ended)
    {
        lock (_changed)
        {
            _current = null;
            _ended.Enqueue(ended);
            Monitor.Pulse(_changed);
        }

        if (_thread is null) SealEnded();
    }

    /// <summary>Asks for the open segment to be brought to the disk now.</summary>
    public void Nudge()
    {
        lock (_changed) Monitor.Pulse(_changed);
    }

    /// <summary>Seals all that was handed over and ends the thread.</summary>
    public void Stop()
    {
        lock (_changed)
        {
            _stopping = true;
            Monitor.Pulse(_changed);
        }

        _thread?.Join();
        _thread = null;
        foreach (SegmentFile left in _ended) left.Dispose(); // still .open: the next start recovers them
        _ended.Clear();
    }

    private void Run()
    {
        while (true)
        {
            bool last;
            lock (_changed)
            {
                if (!_stopping && _ended.Count == 0) Monitor.Wait(_changed, options.SyncInterval);
                last = _stopping;
            }

            SealEnded();
            if (last) return;
            SyncCurrent();
        }
    }

    private void SyncCurrent()
    {
        SegmentFile? current;
        lock (_changed) current = _current;
        if (current is not null && current.Unsynced > 0) Sync(current); // only this thread closes files, so it is open still
    }

    private void SealEnded()
    {
        queue.Kept.Expire(); // here since this comes around while nothing is received, too
        while (true)
        {
            SegmentFile? file;
            lock (_changed) _ended.TryPeek(out file);
            if (file is null || !TrySeal(file)) return;
            lock (_changed) _ended.Dequeue();
            file.Dispose();
        }
    }

    private bool TrySeal(SegmentFile file)
    {
        if (file.Datagrams == 0)
        {
            _ = directory.TryDelete(file.Name, JournalDirectory.OpenExtension);
            return true;
        }

        Sync(file);
        int error = directory.TryRename(file.Name, JournalDirectory.OpenExtension, JournalDirectory.SealedExtension);
        if (error != 0)
        {
            Complain(file, error);
            return false;
        }

        metrics.SegmentsSealed.Increment();
        queue.Add(new SealedSegment(file.Name, file.Length));
        return true;
    }

    private void Sync(SegmentFile file)
    {
        int error = file.TrySync();
        if (error != 0) Complain(file, error);
    }

    private void Complain(SegmentFile file, int error)
    {
        metrics.SyncFailures.Increment();
        if (_complaint.IsDue()) JournalLog.CannotSync(logger, file.Name, Marshal.GetPInvokeErrorMessage(error));
    }
}
