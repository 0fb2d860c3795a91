using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Flows.Pipeline;

namespace Weir.Capture.PcapFile;

/// <summary>
/// The newer capture file (draft-ietf-opsawg-pcapng): blocks, in sections that each choose their byte order.
/// <code>
///  0      4        8                                               length-4   length
/// +------+--------+-----------------------------------------------+--------+
/// | type | length | body                                          | length |
/// +------+--------+-----------------------------------------------+--------+
///                  0A0D0D0A section     magic 1A2B3C4D, major 16, minor 16, section length 64, options
///                  1 interface          link type 16, reserved 16, snap length 32, options
///                  2 packet (obsolete)  interface 16, drops 16, time high, time low, captured, on wire, octets
///                  3 simple packet      on wire, octets
///                  6 enhanced packet    interface 32,           time high, time low, captured, on wire, octets, options
/// </code>
/// </summary>
internal sealed unsafe class PcapNgSource : CaptureFileSource
{
    /// <summary>Block type of a section header: the same in both byte orders.</summary>
    public const uint SectionHeader = 0x0A0D0D0A;

    private const uint InterfaceDescription = 1, ObsoletePacket = 2, SimplePacket = 3, EnhancedPacket = 6;
    private const uint OrderMagic = 0x1A2B3C4D;
    private const int BlockHeaderSize = 8;
    private const int SmallestBlock = 12;
    private const int SectionSize = 16;
    private const int InterfaceSize = 16;
    private const int SimpleSize = 12;
    private const int PacketSize = 28;
    private const ushort Major = 1;
    private const ushort ResolutionOption = 9, OffsetOption = 14;

    /// <summary>Interfaces remembered of one section. A capture of more is not known; the packets of those beyond are counted.</summary>
    private const int MaxInterfaces = 4096;

    /// <summary>Octets of an interface description that are looked at: its options are names, addresses and small numbers.</summary>
    private const int MaxInterfaceBlock = 64 * 1024;

    private readonly List<PcapNgInterface> _interfaces = [];
    private bool _isSwapped;
    private long _lastTimeNs;

    private PcapNgSource(string name, CaptureBuffer buffer)
        : base(name, buffer)
    {
    }

    /// <summary>What a look at the next block came to.</summary>
    private enum Step : byte
    {
        Packet,
        Skipped,
        NeedMore,
        Damaged,
    }

    public static PcapNgSource Open(CaptureBuffer buffer, string name)
    {
        if (!CaptureFile.WaitFor(buffer, SectionSize)) throw new CaptureFileException($"{name}: is cut within its first pcapng section header.");
        PcapNgSource source = new(name, buffer);
        return source.TryBeginSection(buffer.Current)
            ? source
            : throw new CaptureFileException($"{name}: has a section header that is not pcapng version {Major}.");
    }

    /// <inheritdoc/>
    public override PacketReadStatus Read(PacketBatch batch)
    {
        int count = 0;
        while (count < PacketBatch.Capacity)
        {
            Step step = TakeBlock(ref batch[count], out int needed);
            if (step == Step.Packet) count++;
            if (step is Step.Packet or Step.Skipped) continue;
            // Filling moves the octets that packets of this batch are in; damage waits until they are given.
            if (count > 0) break;
            FillResult result = step == Step.Damaged ? FillResult.End : Input.Fill(needed);
            if (result == FillResult.Enough) continue;
            batch.Count = 0;
            if (step == Step.Damaged) return Damaged("a damaged block");
            return result == FillResult.NotYet ? PacketReadStatus.Idle : Ended();
        }

        batch.Count = count;
        return PacketReadStatus.Packets;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Step TakeBlock(ref CapturedPacket packet, out int needed)
    {
        needed = BlockHeaderSize;
        int available = Input.Available;
        if (available < BlockHeaderSize) return Step.NeedMore;
        byte* block = Input.Current;
        uint type = ReadUInt32(block);
        if (type == EnhancedPacket && available >= PacketSize)
            return TakePacket(block, ReadUInt32(block + 8), ref packet, out needed);
        return TakeOtherBlock(block, type, ref packet, out needed);
    }

    private Step TakeOtherBlock(byte* block, uint type, ref CapturedPacket packet, out int needed)
    {
        uint length = ReadUInt32(block + 4);
        // The order in which a section header has its length comes after it.
        if (type != SectionHeader && (length < SmallestBlock || length % 4 != 0))
        {
            needed = 0;
            return Step.Damaged;
        }

        needed = type switch
        {
            SectionHeader => SectionSize,
            InterfaceDescription => (int)Math.Min(length, MaxInterfaceBlock),
            SimplePacket => SimpleSize,
            EnhancedPacket or ObsoletePacket => PacketSize,
            _ => BlockHeaderSize,
        };
        if (Input.Available < needed) return Step.NeedMore;
        switch (type)
        {
            case SectionHeader:
                return TryBeginSection(block) ? Step.Skipped : Step.Damaged;
            case InterfaceDescription:
                if (length < InterfaceSize) return Step.Damaged;
                DescribeInterface(new(block, needed));
                break;
            case SimplePacket:
                return TakeSimplePacket(block, length, ref packet, out needed);
            case ObsoletePacket:
                return TakePacket(block, ReadUInt16(block + 8), ref packet, out needed);
            default:
                break;
        }

        Input.Skip(length);
        return Step.Skipped;
    }

    /// <summary>Takes an enhanced packet block or an obsolete packet block, which differ in the interface only.</summary>
    private Step TakePacket(byte* block, uint interfaceId, ref CapturedPacket packet, out int needed)
    {
        uint length = ReadUInt32(block + 4);
        uint captured = ReadUInt32(block + 20);
        needed = PacketSize + (int)captured;
        if (captured > MaxPacketLength || length % 4 != 0 || length < (uint)needed + 4) return Step.Damaged;
        if (Input.Available < needed) return Step.NeedMore;
        ReadOnlySpan<PcapNgInterface> interfaces = CollectionsMarshal.AsSpan(_interfaces);
        if (interfaceId >= (uint)interfaces.Length)
        {
            UndescribedPackets++;
            Input.Skip(length);
            return Step.Skipped;
        }

        ref readonly PcapNgInterface origin = ref interfaces[(int)interfaceId];
        _lastTimeNs = origin.ToNanoseconds((ulong)ReadUInt32(block + 12) << 32 | ReadUInt32(block + 16));
        Fill(ref packet, block + PacketSize, captured, ReadUInt32(block + 24), origin);
        Input.Skip(length);
        return Step.Packet;
    }

    /// <summary>A simple packet block has neither interface nor time: the first interface, and the time of the packet before it.</summary>
    private Step TakeSimplePacket(byte* block, uint length, ref CapturedPacket packet, out int needed)
    {
        uint wireLength = ReadUInt32(block + 8);
        if (_interfaces.Count == 0)
        {
            needed = 0;
            UndescribedPackets++;
            Input.Skip(length);
            return Step.Skipped;
        }

        PcapNgInterface origin = _interfaces[0];
        uint captured = origin.SnapLength == 0 ? wireLength : Math.Min(wireLength, origin.SnapLength);
        captured = Math.Min(captured, length - Math.Min(length, SimpleSize + 4));
        needed = SimpleSize + (int)captured;
        if (captured > MaxPacketLength) return Step.Damaged;
        if (Input.Available < needed) return Step.NeedMore;
        Fill(ref packet, block + SimpleSize, captured, wireLength, origin);
        Input.Skip(length);
        return Step.Packet;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fill(ref CapturedPacket packet, byte* data, uint captured, uint wireLength, in PcapNgInterface origin)
    {
        packet.Data = data;
        packet.CapturedLength = (int)captured;
        // Some writers know no length but the captured one.
        packet.WireLength = (int)Math.Clamp(wireLength, captured, int.MaxValue);
        packet.TimeNs = _lastTimeNs;
        packet.LinkType = origin.LinkType;
        packet.InterfaceIndex = 0;
        packet.VlanTci = 0;
        packet.HasVlanTci = false;
        packet.IsOutgoing = false;
        packet.SegmentSize = 0;
    }

    /// <summary>Learns the section's byte order and forgets the interfaces of the one before.</summary>
    private bool TryBeginSection(byte* block)
    {
        uint magic = Unsafe.ReadUnaligned<uint>(block + BlockHeaderSize);
        if (magic != OrderMagic && magic != BinaryPrimitives.ReverseEndianness(OrderMagic)) return false;
        _isSwapped = magic != OrderMagic;
        uint length = ReadUInt32(block + 4);
        if (length < SectionSize + SmallestBlock || length % 4 != 0 || ReadUInt16(block + 12) != Major) return false;
        _interfaces.Clear();
        _lastTimeNs = 0;
        Input.Skip(length);
        return true;
    }

    private void DescribeInterface(ReadOnlySpan<byte> block)
    {
        if (_interfaces.Count == MaxInterfaces) return;
        fixed (byte* start = block)
        {
            byte resolution = PcapNgInterface.DefaultResolution;
            long offsetSeconds = 0;
            // Each option: code, length, value, padding to four octets. The end-of-options code 0 is not always written.
            for (int at = InterfaceSize; at + 4 <= block.Length - 4;)
            {
                ushort code = ReadUInt16(start + at);
                int size = ReadUInt16(start + at + 2);
                at += 4;
                if (code == 0 || at + size > block.Length) break;
                if (code == ResolutionOption && size == 1) resolution = start[at];
                if (code == OffsetOption && size == 8) offsetSeconds = ReadInt64(start + at);
                at += size + 3 & ~3;
            }

            _interfaces.Add(new(LinkTypes.FromFile(ReadUInt16(start + 8)), ReadUInt32(start + 12), resolution, offsetSeconds));
        }
    }

    private ushort ReadUInt16(byte* at)
    {
        ushort value = Unsafe.ReadUnaligned<ushort>(at);
        return _isSwapped ? BinaryPrimitives.ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint ReadUInt32(byte* at)
    {
        uint value = Unsafe.ReadUnaligned<uint>(at);
        return _isSwapped ? BinaryPrimitives.ReverseEndianness(value) : value;
    }

    private long ReadInt64(byte* at)
    {
        long value = Unsafe.ReadUnaligned<long>(at);
        return _isSwapped ? BinaryPrimitives.ReverseEndianness(value) : value;
    }
}
