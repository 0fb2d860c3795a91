using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Weir.Capture.Interop;

namespace Weir.Capture.PcapFile;

/// <summary>
/// A window on a stream, in memory that does not move: a parser looks at <see cref="Current"/>, advances, and asks for more.
/// Octets stay where they are until the next <see cref="Fill"/>, so packets are lent out of it without copying.
/// </summary>
internal sealed unsafe class CaptureBuffer : IDisposable
{
    /// <summary>
    /// Octets of the window: room for several of the largest packets.
    /// </summary>
    public const int Size = 1 << 20;

    /// <summary>
    /// Octets asked for at once. Enough that the call which reads costs little beside the parsing; few enough to be still in the
    /// second-level cache when the parser comes to what the kernel copied.
    /// </summary>
    private const int ReadAtOnce = 1 << 17;

    private const int PipeWaitMilliseconds = 50;

    private readonly Stream _stream;
    private readonly SafeFileHandle? _pipe;
    private readonly byte[] _array = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
    private readonly byte* _memory;
    private long _base;
    private long _toSkip;
    private int _start;
    private int _end;

    /// <summary>Takes over a stream.</summary>
    /// <param name="stream">Where octets come from.</param>
    /// <param name="pipe">The stream's descriptor where reading it may block for long; it is polled first.</param>
    public CaptureBuffer(Stream stream, SafeFileHandle? pipe)
    {
        _stream = stream;
        _pipe = pipe;
        _memory = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_array, 0);
    }

    /// <summary>The first octet not yet passed over.</summary>
    public byte* Current => _memory + _start;

    /// <summary>Octets readable from <see cref="Current"/>.</summary>
    public int Available => _end - _start;

    /// <summary>Where <see cref="Current"/> is in the stream.</summary>
    public long Position => _base + _start + _toSkip;

    /// <summary>Whether everything that has come in is passed over, and nothing that was to be passed over is missing.</summary>
    public bool IsUsedUp => Available == 0 && _toSkip == 0;

    /// <summary>Passes over octets that are there.</summary>
    public void Advance(int octets) => _start += octets;

    /// <summary>Passes over octets whether they are there yet or not.</summary>
    public void Skip(long octets)
    {
        int present = (int)Math.Min(octets, Available);
        _start += present;
        _toSkip += octets - present;
    }

    /// <summary>
    /// Sees to it that at least <paramref name="needed"/> octets, at most <see cref="Size"/>, are readable. What was read before
    /// may move: nothing of it may be lent out.
    /// </summary>
    public FillResult Fill(int needed)
    {
        MoveToFront();
        while (_toSkip > 0 || Available < needed)
        {
            if (_toSkip > 0 && TrySeek()) continue;
            if (IsQuiet()) return FillResult.NotYet;
            int read = _stream.Read(new Span<byte>(_memory + _end, Math.Min(Size - _end, ReadAtOnce)));
            if (read == 0) return FillResult.End;
            _end += read;
            if (_toSkip > 0) SkipWhatCame();
        }

        return FillResult.Enough;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>What is left is the beginning of one record: a few octets as a rule.</summary>
    private void MoveToFront()
    {
        if (_start == 0) return;
        Buffer.MemoryCopy(_memory + _start, _memory, Size, Available);
        _base += _start;
        _end -= _start;
        _start = 0;
    }

    private void SkipWhatCame()
    {
        int present = (int)Math.Min(_toSkip, Available);
        _toSkip -= present;
        _start += present;
        MoveToFront();
    }

    /// <summary>Only what is in the file is sought over, so that an end within it is still seen.</summary>
    private bool TrySeek()
    {
        if (!_stream.CanSeek) return false;
        long distance = Math.Min(_toSkip, _stream.Length - _stream.Position);
        if (distance <= 0) return false;
        _stream.Seek(distance, SeekOrigin.Current);
        _base += distance;
        _toSkip -= distance;
        return true;
    }

    private bool IsQuiet()
    {
        if (_pipe is null) return false;
        LibC.PollDescriptor descriptor = new() { Descriptor = (int)_pipe.DangerousGetHandle(), Events = LibC.PollIn };
        return LibC.Poll(&descriptor, 1, PipeWaitMilliseconds) <= 0;
    }
}
