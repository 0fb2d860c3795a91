using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.Exporter.Tests.Metering;

/// <summary>Frames from memory, a millisecond apart.</summary>
internal sealed unsafe class FrameSource(PacketReadStatus end, params byte[][] frames) : IPacketSource
{
    private readonly byte[][] _frames = [.. frames.Select(Pinned)];
    private int _next;

    public string Name => "frames";

    public long StartNs { get; init; } = Packet.Start;

    public Action? OnIdle { get; init; }

    public void Rewind() => _next = 0;

    public PacketReadStatus Read(PacketBatch batch)
    {
        batch.Count = 0;
        while (_next < _frames.Length && batch.Count < PacketBatch.Capacity)
        {
            byte[] frame = _frames[_next];
            batch[batch.Count++] = new CapturedPacket
            {
                Data = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref frame[0]),
                CapturedLength = frame.Length,
                WireLength = frame.Length,
                TimeNs = StartNs + _next++ * 1_000_000L,
                LinkType = LinkType.Ethernet,
            };
        }

        if (batch.Count > 0) return PacketReadStatus.Packets;
        OnIdle?.Invoke();
        return end;
    }

    public void Dispose()
    {
    }

    private static byte[] Pinned(byte[] frame)
    {
        byte[] pinned = GC.AllocateArray<byte>(frame.Length, pinned: true);
        frame.CopyTo(pinned, 0);
        return pinned;
    }
}
