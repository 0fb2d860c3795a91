using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.EndToEnd.Tests.Endurance;

/// <summary>
/// A live interface that lives by a manual clock: each read is a second with twelve lasting conversations and five new ones,
/// one of them over IPv6, and each tenth second is quiet.
/// </summary>
internal sealed unsafe class DaySource(ManualClock clock, TimeSpan length) : IPacketSource
{
    private const int Lasting = 12;
    private const int New = 5;
    private const int PacketsOfNew = 2;
    private const int Ipv6 = Lasting;
    private const int PortOffset = 34;
    private const int Ipv6PortOffset = 54;
    private const long Interval = 17_000_123;

    private readonly byte[][] _frames = [.. Enumerable.Range(0, Lasting + New).Select(static i => Pinned(i == Ipv6
        ? FrameBuilder.Ethernet().Ipv6("2001:db8::1", "2001:db8::2").Udp(1, 53).Payload(30).Build()
        : FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Udp((ushort)(100 + i), 53).Payload(20 + i).Build()))];

    private int _seconds;
    private ushort _port;

    public string Name => "a day";

    /// <summary>Packets given.</summary>
    public long Packets { get; private set; }

    /// <summary>Called at each second, with its number.</summary>
    public required Action<int> OnSecond { get; init; }

    public PacketReadStatus Read(PacketBatch batch)
    {
        batch.Count = 0;
        if (_seconds >= length.TotalSeconds) return PacketReadStatus.End;
        long began = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        clock.Advance(TimeSpan.FromSeconds(1));
        OnSecond(_seconds);
        if (++_seconds % 10 == 0) return PacketReadStatus.Idle;
        for (int turn = 0; turn < PacketsOfNew; turn++)
        {
            for (int i = turn == 0 ? 0 : Lasting; i < _frames.Length; i++) Add(batch, _frames[i], began + batch.Count * Interval);
        }

        // Of the 60,000 ports each comes again when its flow is long over.
        for (int i = Lasting; i < _frames.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(_frames[i].AsSpan(i == Ipv6 ? Ipv6PortOffset : PortOffset), (ushort)(1024 + _port++ % 60_000));
        Packets += batch.Count;
        return PacketReadStatus.Packets;
    }

    public void Dispose()
    {
    }

    private static void Add(PacketBatch batch, byte[] frame, long timeNs) => batch[batch.Count++] = new CapturedPacket
    {
        Data = (byte*)Unsafe.AsPointer(ref frame[0]),
        CapturedLength = frame.Length,
        WireLength = frame.Length,
        TimeNs = timeNs,
        LinkType = LinkType.Ethernet,
        InterfaceIndex = 3,
    };

    private static byte[] Pinned(byte[] frame)
    {
        byte[] pinned = GC.AllocateArray<byte>(frame.Length, pinned: true);
        frame.CopyTo(pinned, 0);
        return pinned;
    }
}
