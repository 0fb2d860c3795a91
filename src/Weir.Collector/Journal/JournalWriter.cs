using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Weir.Collector.Diagnostics;
using Weir.Collector.Journal.Interop;
using Weir.Collector.Listening;

namespace Weir.Collector.Journal;

/// <summary>
/// Appends messages to the open segment. One thread calls it: <see cref="Accept"/> for each message, <see cref="Commit"/> after each
/// batch. A segment begins with the first message, so an idle collector has none.
/// </summary>
/// <remarks>
/// What is promised: when <see cref="Commit"/> returns, the batch is with the kernel and the death of this process loses none of it.
/// A failure of power or kernel loses what came after the last group commit: at most <see cref="JournalOptions.SyncInterval"/> or
/// <see cref="JournalOptions.SyncBytes"/> and the time the disk takes. A disk that refuses a batch loses that batch, counted with its
/// reason; the segment then ends, since templates may have been in the batch, and the next one opens with them.
/// </remarks>
public sealed class JournalWriter : IDatagramSink, IDisposable
{
    private readonly JournalDirectory _directory;
    private readonly JournalOptions _options;
    private readonly ISegmentOpening _opening;
    private readonly JournalMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FrameBuffer _buffer;
    private readonly OpeningSink _openingSink;
    private readonly KeptSegments _kept;
    private readonly SegmentSealer _sealer;
    private readonly TemplateSnapshot _snapshot;
    private readonly LogInterval _complaint, _templateComplaint;

    private SegmentFile? _file;
    private long _openingEnd; // the octets of the opening do not count towards the segment's size
    private long _begunTimestamp;
    private long _gathered; // datagrams in the buffer
    private int _error; // errno while writing fails
    private long _failedTimestamp;
    private bool _complained;

    /// <summary>A writer that has not begun anything yet.</summary>
    public JournalWriter(
        JournalDirectory directory,
        JournalOptions options,
        ISegmentOpening opening,
        SegmentQueue queue,
        JournalMetrics metrics,
        TimeProvider time,
        ILogger logger)
    {
        _directory = directory;
        _options = options;
        _opening = opening;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _buffer = new FrameBuffer(options.BufferBytes);
        _openingSink = new OpeningSink(this);
        _kept = queue.Kept;
        _sealer = new SegmentSealer(directory, options, queue, metrics, time, logger);
        _snapshot = new TemplateSnapshot(directory);
        _complaint = new LogInterval(time, options.ComplaintInterval);
        _templateComplaint = new LogInterval(time, options.ComplaintInterval);
    }

    /// <summary>Lets syncing and sealing happen on a thread of their own. Without this, sealing happens on the caller's and group commit never.</summary>
    public void Start() => _sealer.Start();

    /// <summary>Gathers one message; it is the journal's after the next <see cref="Commit"/>.</summary>
    public void Accept(in ReceivedDatagram datagram)
    {
        if (datagram.Origin == MessageOrigin.StreamEnd)
        {
            Append(FrameKind.StreamEnd, in datagram); // a segment that has not begun will not open with the stream's templates
            _opening.Observe(in datagram);
            return;
        }

        if (datagram.Payload.Length > SegmentFormat.MaxPayload)
        {
            _metrics.DroppedTooLong.Increment();
            return;
        }

        if (_file is not null && Gathered - _openingEnd >= _options.SegmentBytes) Seal();
        if (_file is null) Begin();
        Append(FrameKind.Datagram, in datagram);
        if (_file is null) CountDropped(1);
        else _gathered++;
        _opening.Observe(in datagram);
    }

    /// <summary>Writes what was gathered with one call, and seals a segment that is old enough. To be called while idle too.</summary>
    public void Commit()
    {
        Write();
        if (_file is null) return;
        if (_time.GetElapsedTime(_begunTimestamp) >= _options.SegmentAge) Seal();
        else if (_file.Unsynced >= _options.SyncBytes) _sealer.Nudge();
    }

    /// <summary>Ends the open segment, if there is one.</summary>
    public void Seal()
    {
        Write();
        if (_file is null) return;
        int error = _snapshot.TryWrite(_opening, _time.GetUnixNs());
        if (error != 0 && _templateComplaint.IsDue()) JournalLog.CannotKeepTemplates(_logger, Marshal.GetPInvokeErrorMessage(error));
        _sealer.HandOver(_file);
        _file = null;
    }

    /// <summary>Seals the open segment and waits until it is on the disk.</summary>
    public void Dispose()
    {
        Seal();
        _sealer.Stop();
    }

    private long Gathered => _file!.Length + _buffer.Frames.Length;

    private void Begin()
    {
        if (_error != 0 && _time.GetElapsedTime(_failedTimestamp) < _options.RetryDelay) return;
        SegmentName name = _directory.NextName();
        string path = _directory.PathOf(name, JournalDirectory.OpenExtension);
        _file = SegmentFile.TryCreate(name, path, _time.GetUnixNs(), out int error);
        if (IsFull(error) && _kept.MakeRoom()) _file = SegmentFile.TryCreate(name, path, _time.GetUnixNs(), out error);
        if (_file is null)
        {
            Fail(error);
            return;
        }

        _metrics.SegmentsBegun.Increment();
        _metrics.Octets.Add(_file.Length);
        _begunTimestamp = _time.GetTimestamp();
        _sealer.Watch(_file);
        _opening.WriteTo(_openingSink);
        if (_file is not null) _openingEnd = Gathered;
    }

    private void Append(FrameKind kind, in ReceivedDatagram message)
    {
        if (_file is null || _buffer.TryAdd(_file.Name.FrameSeed, kind, in message)) return;
        Write();
        if (_file is not null) _buffer.TryAdd(_file.Name.FrameSeed, kind, in message);
    }

    private void Write()
    {
        if (_file is null || _buffer.IsEmpty) return;
        int error = _file.TryAppend(_buffer.Frames);
        if (IsFull(error) && _kept.MakeRoom()) error = _file.TryAppend(_buffer.Frames);
        if (error == 0)
        {
            _file.Datagrams += _gathered;
            _metrics.Datagrams.Add(_gathered);
            _metrics.Octets.Add(_buffer.Frames.Length);
            if (_error != 0 && _gathered > 0) Recover();
        }
        else
        {
            Fail(error);
            CountDropped(_gathered);
            _sealer.HandOver(_file);
            _file = null;
        }

        _gathered = 0;
        _buffer.Clear();
    }

    private void Fail(int error)
    {
        _error = error;
        _failedTimestamp = _time.GetTimestamp();
        _metrics.State = IsFull(error) ? JournalState.NoSpace : JournalState.WriteError;
        if (!_complaint.IsDue()) return;
        JournalLog.CannotWrite(_logger, _directory.Path, Marshal.GetPInvokeErrorMessage(error), _metrics.Dropped);
        _complained = true;
    }

    private void Recover()
    {
        _error = 0;
        _metrics.State = JournalState.Writing;
        if (_complained) JournalLog.CanWriteAgain(_logger, _directory.Path, _metrics.Dropped);
        _complained = false;
    }

    private static bool IsFull(int error) => error is FileCalls.NoSpace or FileCalls.OverQuota;

    private void CountDropped(long datagrams) =>
        (IsFull(_error) ? _metrics.DroppedNoSpace : _metrics.DroppedWriteError).Add(datagrams);

    /// <summary>Puts the messages of an opening at the head of the open segment.</summary>
    private sealed class OpeningSink(JournalWriter writer) : IDatagramSink
    {
        public void Accept(in ReceivedDatagram datagram)
        {
            if (datagram.Payload.Length <= SegmentFormat.MaxPayload) writer.Append(FrameKind.Opening, in datagram);
        }
    }
}
