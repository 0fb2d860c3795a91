using Microsoft.Win32.SafeHandles;
using Weir.Collector.Listening;
using Weir.Wire.Primitives;

namespace Weir.Collector.Journal;

/// <summary>
/// Reads segments from first frame to last with one buffer, whatever their size and whatever they hold. Not for more threads at once.
/// </summary>
/// <remarks>It reads rather than maps: a file that is cut short meanwhile must not end the process.</remarks>
public sealed class SegmentReader
{
    /// <summary>Room for a dozen of the longest frames; a bigger one measured no faster.</summary>
    private const int BufferSize = 1 << 20;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private SafeFileHandle? _file;
    private long _fileOffset; // of the octet after the last one in the buffer
    private int _start;
    private int _end;

    /// <summary>Gives a decoder all whole frames of a segment.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What the file's name says; used where its header does not hold.</param>
    /// <param name="decoder">Takes the messages; <see langword="null"/> to check the file only. It is not flushed.</param>
    /// <exception cref="IOException">The file can not be read.</exception>
    public SegmentReadResult Read(string path, SegmentName name, ISegmentDecoder? decoder)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        _file = file;
        _fileOffset = _start = _end = 0;
        try
        {
            Fill(SegmentFormat.HeaderSize);
            DecodeStatus header = SegmentFormat.TryReadHeader(Unread, out SegmentName own, out long createdNs);
            if (header is DecodeStatus.Truncated or DecodeStatus.UnknownVersion)
                return new SegmentReadResult(header, createdNs, 0, 0, RandomAccess.GetLength(file), 0, 0);
            _start = SegmentFormat.HeaderSize;
            uint seed = (header == DecodeStatus.Ok ? own : name).FrameSeed;
            return ReadFrames(seed, decoder) with { Header = header, CreatedNs = createdNs };
        }
        finally
        {
            _file = null;
        }
    }

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    private SegmentReadResult ReadFrames(uint seed, ISegmentDecoder? decoder)
    {
        long datagrams = 0;
        long damaged = 0;
        long firstDamage = 0;
        long whole = Position; // end of the last whole frame
        while (Fill(SegmentFormat.FrameHeaderSize))
        {
            if (!SegmentFormat.TryReadFrameHeader(Unread, seed, out FrameKind kind, out int length))
            {
                Skip(SegmentFormat.Alignment);
                continue;
            }

            if (!Fill(SegmentFormat.FrameHeaderSize + length)) break;
            bool isWhole = SegmentFormat.TryReadPayload(Unread, length, out ReceivedDatagram datagram);
            if (isWhole)
            {
                if (Position != whole)
                {
                    if (damaged == 0) firstDamage = whole;
                    damaged += Position - whole;
                }

                if (kind == FrameKind.Datagram)
                {
                    datagrams++;
                    decoder?.Accept(in datagram);
                }
                else if (kind == FrameKind.StreamEnd)
                {
                    decoder?.Accept(in datagram);
                }
                else if (kind == FrameKind.Opening)
                {
                    decoder?.AcceptOpening(in datagram);
                }
            }

            Skip(SegmentFormat.FrameSize(length));
            if (isWhole) whole = Position;
        }

        return new SegmentReadResult(default, 0, datagrams, whole, RandomAccess.GetLength(_file!) - whole, damaged, firstDamage);
    }

    private long Position => _fileOffset - (_end - _start);

    /// <summary>Goes over octets, the padding of a last frame that was cut off included.</summary>
    private void Skip(int octets)
    {
        Fill(octets);
        _start += Math.Min(octets, _end - _start);
    }

    /// <summary>Sees that at least so many octets are in the buffer.</summary>
    /// <returns>False where the file has no more.</returns>
    private bool Fill(int octets)
    {
        if (_end - _start >= octets) return true;
        Unread.CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        while (_end < octets)
        {
            int read = RandomAccess.Read(_file!, _buffer.AsSpan(_end), _fileOffset);
            if (read == 0) return false;
            _end += read;
            _fileOffset += read;
        }

        return true;
    }
}
