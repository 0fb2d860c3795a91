using Weir.Collector.Listening;

namespace Weir.Collector.Journal;

/// <summary>Frames on their way into a file, side by side, so that one write takes many.</summary>
internal sealed class FrameBuffer(int capacity)
{
    private readonly byte[] _octets = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);
    private int _used;

    /// <summary>The frames gathered.</summary>
    public ReadOnlySpan<byte> Frames => _octets.AsSpan(0, _used);

    public bool IsEmpty => _used == 0;

    /// <summary>Adds a frame, or refuses it for want of room. A buffer has room for the longest frame when it is empty.</summary>
    public bool TryAdd(uint seed, FrameKind kind, in ReceivedDatagram datagram)
    {
        int size = SegmentFormat.FrameSize(datagram.Payload.Length);
        if (size > _octets.Length - _used) return false;
        SegmentFormat.WriteFrame(_octets.AsSpan(_used, size), seed, kind, in datagram);
        _used += size;
        return true;
    }

    public void Clear() => _used = 0;
}
