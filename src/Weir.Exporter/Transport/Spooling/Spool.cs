using Microsoft.Win32.SafeHandles;

namespace Weir.Exporter.Transport.Spooling;

/// <summary>
/// Messages on disk that wait for their collector: a bounded queue of segment files, oldest first. What was read stays until it is
/// acknowledged, and can be read again. What was flushed survives the end of the process, however it ends; it is not forced to
/// the disk, so a power failure may take the last of it. One task uses it. The decision: docs/adr/0005-spool.md.
/// <code>
/// 0000000000000007.spool          0000000000000008.spool        cursor: 7, 52310
/// magic │ opening │ m m m m m m   magic │ opening │ m m m m
///                       ▲ acknowledged              ▲ read   ▲ tail
/// </code>
/// A segment opens with the templates then in force, so that the stream makes sense from there when older segments are gone.
/// </summary>
internal sealed partial class Spool : IDisposable
{
    private const int BufferSize = 4 * SpoolFrame.MaxSize;
    private static readonly long Start = SpoolFrame.Magic.Length;

    private readonly SpoolOptions _options;
    private readonly SpoolCursor _cursor;
    private readonly List<SpoolSegment> _segments;
    private readonly TemplateMemory _tailTemplates = new();
    private readonly byte[] _pending = GC.AllocateUninitializedArray<byte>(BufferSize);
    private SafeFileHandle? _writer;
    private SpoolPosition _acknowledged;
    private long _nextNumber;
    private int _pendingOctets;
    private int _pendingMessages;

    private Spool(SpoolOptions options, SpoolCursor cursor)
    {
        _options = options;
        _cursor = cursor;
        SpoolPosition acknowledged = cursor.Read();
        _segments = [.. SpoolSegment.Find(options.Directory)];
        _nextNumber = Math.Max(acknowledged.Segment, _segments.Count > 0 ? _segments[^1].Number : 0) + 1;
        foreach (SpoolSegment segment in _segments.ToArray())
        {
            bool isCursors = segment.Number == acknowledged.Segment;
            if (segment.Number < acknowledged.Segment) Delete(segment);
            else if (segment.Scan(isCursors ? acknowledged.Offset : 0, CursorTemplates) is false && isCursors)
            {
                // Not a place where a frame ends: the cursor is wrong. All is sent again.
                acknowledged = default;
                CursorTemplates.Clear();
                segment.Acknowledged = 0;
            }
        }

        Depth = _segments.Sum(segment => segment.Messages - segment.Acknowledged);
        _acknowledged = _segments.Count == 0 ? new(_nextNumber, Start)
            : _segments[0].Number == acknowledged.Segment ? acknowledged : new(_segments[0].Number, Start);
        _read = _acknowledged;
        if (Depth == 0) Clear();
    }

    /// <summary>Templates in force where an inherited spool goes on.</summary>
    public TemplateMemory CursorTemplates { get; } = new();

    /// <summary>Messages not acknowledged.</summary>
    public long Depth { get; private set; }

    /// <summary>Octets of all files.</summary>
    public long Octets => _segments.Sum(segment => segment.Length) + _pendingOctets;

    /// <summary>Messages lost because older ones had to give way, or because the disk did not take them.</summary>
    public long Dropped { get; private set; }

    /// <summary>Why the last write failed; <see langword="null"/> where it did not.</summary>
    public string? WriteError { get; private set; }

    /// <summary>Behind the last message.</summary>
    public SpoolPosition TailPosition => _segments.Count == 0 || _writer is null ? new(_nextNumber, Start) : new(_segments[^1].Number, _segments[^1].Length + _pendingOctets);

    /// <summary>Opens a directory and reads what an earlier run left in it.</summary>
    /// <exception cref="IOException">It cannot be used; the message says why.</exception>
    public static Spool Open(SpoolOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxOctets, SpoolOptions.MinOctets);
        try
        {
            Directory.CreateDirectory(options.Directory);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"spool {options.Directory} cannot be made: {e.Message}", e);
        }

        SpoolCursor cursor = SpoolCursor.Open(options.Directory);
        try
        {
            return new(options, cursor);
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }

    /// <summary>Says which templates are in force before the first message of an empty spool.</summary>
    public void Begin(TemplateMemory templates) => _tailTemplates.Replace(templates);

    /// <summary>Adds a message; <see cref="Flush"/> brings it to the file. What the disk does not take is counted.</summary>
    public void Append(ReadOnlySpan<byte> message)
    {
        int size = SpoolFrame.HeaderSize + message.Length;
        if (_writer is null || _segments[^1].Length + _pendingOctets + size > _options.SegmentOctets) Roll();
        if (_writer is null)
        {
            Dropped++;
            return;
        }

        if (_pendingOctets + size > _pending.Length) Flush();
        _pendingOctets += SpoolFrame.Write(SpoolFrameKind.Message, message, _pending.AsSpan(_pendingOctets));
        _pendingMessages++;
        _segments[^1].Messages++;
        Depth++;
        if (TemplateMemory.HasTemplates(message)) _tailTemplates.Observe(message);
    }

    /// <summary>Brings what was added to the file.</summary>
    public void Flush()
    {
        if (_pendingOctets == 0) return;
        SpoolSegment segment = _segments[^1];
        try
        {
            RandomAccess.Write(_writer!, _pending.AsSpan(0, _pendingOctets), segment.Length);
            segment.Length += _pendingOctets;
            WriteError = null;
        }
        catch (IOException e)
        {
            // The segment ends here; what comes goes into the next, if that can be made.
            WriteError = e.Message;
            CloseWriter();
            segment.Messages -= _pendingMessages;
            Depth -= _pendingMessages;
            Dropped += _pendingMessages;
        }

        _pendingOctets = 0;
        _pendingMessages = 0;
    }

    /// <summary>Forgets the messages before a position.</summary>
    /// <param name="position">A position that was <see cref="ReadPosition"/> or <see cref="TailPosition"/>.</param>
    /// <param name="messages">How many messages that are since the last time.</param>
    public void Acknowledge(SpoolPosition position, int messages)
    {
        if (position <= _acknowledged) return;
        _acknowledged = position;
        Depth = Math.Max(0, Depth - messages);
        _cursor.Write(position);
        while (_segments.Count > 0 && _segments[0].Number < position.Segment) Delete(_segments[0]);
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        CloseWriter();
        _pendingOctets = _pendingMessages = 0;
        while (_segments.Count > 0) Delete(_segments[0]);
        _read = _acknowledged = new(_nextNumber, Start);
        _jumped = true;
        Depth = 0;
        _cursor.Write(_acknowledged);
    }

    public void Dispose()
    {
        Flush();
        CloseWriter();
        _reader?.Dispose();
        _cursor.Dispose();
    }

    private void Roll()
    {
        Flush();
        CloseWriter();
        while (_segments.Count > 0 && Octets + _options.SegmentOctets > _options.MaxOctets) DropOldest();
        var segment = new SpoolSegment(_nextNumber, _options.Directory, inherited: false);
        try
        {
            _writer = File.OpenHandle(segment.Path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            SpoolFrame.Magic.CopyTo(_pending);
            RandomAccess.Write(_writer, _pending.AsSpan(0, SpoolFrame.Magic.Length), 0);
            segment.Length = Start;
            _tailTemplates.WriteAll(message =>
            {
                int size = SpoolFrame.Write(SpoolFrameKind.Opening, message, _pending);
                RandomAccess.Write(_writer, _pending.AsSpan(0, size), segment.Length);
                segment.Length += size;
            });
            _segments.Add(segment);
            _nextNumber++;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            WriteError = e.Message;
            CloseWriter();
        }
    }

    private void DropOldest()
    {
        SpoolSegment oldest = _segments[0];
        Delete(oldest);
        long before = Depth;
        Depth = _segments.Sum(segment => segment.Messages);
        Dropped += Math.Max(0, before - Depth);
        SpoolPosition next = new(_segments.Count > 0 ? _segments[0].Number : _nextNumber, Start);
        if (_acknowledged < next) _acknowledged = next;
        if (_read >= next) return;
        _read = next;
        _jumped = true;
        _aheadStart = _aheadEnd = 0;
    }

    private void Delete(SpoolSegment segment)
    {
        _segments.Remove(segment);
        if (_readerSegment == segment.Number)
        {
            _reader?.Dispose();
            _reader = null;
        }

        File.Delete(segment.Path);
    }

    private void CloseWriter()
    {
        _writer?.Dispose();
        _writer = null;
    }
}
