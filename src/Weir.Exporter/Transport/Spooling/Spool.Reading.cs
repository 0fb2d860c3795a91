using Microsoft.Win32.SafeHandles;

namespace Weir.Exporter.Transport.Spooling;

/// <content>Reading: from the oldest message not acknowledged to the last one flushed, over segments that may go meanwhile.</content>
internal sealed partial class Spool
{
    private readonly byte[] _ahead = GC.AllocateUninitializedArray<byte>(BufferSize);
    private SafeFileHandle? _reader;
    private long _readerSegment;
    private SpoolPosition _read;
    private int _aheadStart;
    private int _aheadEnd;
    private int _peeked;
    private bool _jumped = true;
    private bool _opening;

    /// <summary>Where the next message is read.</summary>
    public SpoolPosition ReadPosition => _read;

    /// <summary>Whether the peeked message is from an earlier run of the exporter.</summary>
    public bool PeekedIsInherited { get; private set; }

    /// <summary>
    /// The templates in force before the peeked message, where that did not follow from the message read before: the one who sends
    /// begins with these. To be set to <see langword="null"/> by the reader.
    /// </summary>
    public TemplateMemory? Jump { get; set; }

    /// <summary>The next message, which stays the next one until <see cref="Consume"/>.</summary>
    public bool TryPeek(out ReadOnlySpan<byte> message)
    {
        message = default;
        while (Find(_read) is { } segment)
        {
            if (_read.Offset >= segment.Length)
            {
                // The rest of the segment may be waiting for Flush.
                if (segment == _segments[^1]) return false;
                SpoolSegment next = _segments[_segments.IndexOf(segment) + 1];
                _read = new(next.Number, Start);
                _jumped |= segment.IsInherited != next.IsInherited;
                continue;
            }

            if (_read.Offset == Start && _jumped)
            {
                Jump = new();
                _opening = true;
            }

            _jumped = false;
            if (!TryReadFrame(segment, out SpoolFrameKind kind, out message))
            {
                Cut(segment);
                continue;
            }

            _peeked = SpoolFrame.HeaderSize + message.Length;
            if (kind == SpoolFrameKind.Message)
            {
                _opening = false;
                PeekedIsInherited = segment.IsInherited;
                return true;
            }

            if (_opening) Jump!.Observe(message);
            Consume();
        }

        return false;
    }

    /// <summary>Passes the peeked message.</summary>
    public void Consume()
    {
        _read = _read with { Offset = _read.Offset + _peeked };
        _aheadStart += _peeked;
        _peeked = 0;
    }

    /// <summary>Passes all messages before a position, as if they had been read.</summary>
    public void SkipTo(SpoolPosition position)
    {
        _jumped = position < _acknowledged;
        _read = _jumped ? _acknowledged : position;
        _aheadStart = _aheadEnd = 0;
    }

    /// <summary>Goes back to the oldest message not acknowledged.</summary>
    public void Rewind()
    {
        _read = _acknowledged;
        _jumped = true;
        _aheadStart = _aheadEnd = 0;
        Jump = null;
    }

    private SpoolSegment? Find(SpoolPosition position)
    {
        foreach (SpoolSegment segment in _segments)
        {
            if (segment.Number == position.Segment) return segment;
            if (segment.Number < position.Segment) continue;
            _read = new(segment.Number, Start);
            return segment;
        }

        return null;
    }

    private bool TryReadFrame(SpoolSegment segment, out SpoolFrameKind kind, out ReadOnlySpan<byte> message)
    {
        if (_readerSegment != segment.Number || _reader is null)
        {
            _reader?.Dispose();
            _reader = File.OpenHandle(segment.Path, share: FileShare.ReadWrite | FileShare.Delete);
            _readerSegment = segment.Number;
            _aheadStart = _aheadEnd = 0;
        }

        if (SpoolFrame.TryRead(_ahead.AsSpan(_aheadStart.._aheadEnd), out kind, out message)) return true;
        int wanted = (int)Math.Min(_ahead.Length, segment.Length - _read.Offset);
        _aheadStart = 0;
        _aheadEnd = RandomAccess.Read(_reader, _ahead.AsSpan(0, wanted), _read.Offset);
        return SpoolFrame.TryRead(_ahead.AsSpan(0, _aheadEnd), out kind, out message);
    }

    // The file changed under us, or the disk is not to be trusted: what cannot be read is lost and said.
    private void Cut(SpoolSegment segment)
    {
        segment.Length = _read.Offset;
        long before = Depth;
        Depth = _segments.Where(other => other.Number > segment.Number).Sum(other => other.Messages);
        Dropped += Math.Max(0, before - Depth);
        if (segment == _segments[^1]) CloseWriter();
    }
}
