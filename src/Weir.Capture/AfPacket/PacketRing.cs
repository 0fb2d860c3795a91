using System.Runtime.CompilerServices;
using Weir.Capture.Interop;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.Capture.AfPacket;

/// <summary>
/// The memory a packet socket shares with the kernel, TPACKET_V3 (linux/if_packet.h). The kernel fills a block, sets its status
/// to "user", and leaves it alone until the status is set back; packets are lent out of it without copying.
/// <code>
/// block   0 version  4 offset to private  8 status  12 packets  16 offset to first packet ...
/// packet  0 next  4 seconds  8 nanoseconds  12 captured  16 on wire  20 status  24 mac offset (16)  26 net offset (16)
///        28 hash  32 tag control information  36 tag protocol (16)  38 padding (10)  48 sockaddr_ll
/// </code>
/// </summary>
internal sealed unsafe class PacketRing : IDisposable
{
    /// <summary>Octets of a block: some 700 full-size packets, so that handing over costs nothing beside them.</summary>
    public const int BlockSize = 1 << 20;

    /// <summary>The kernel wants a frame size even where frames vary; it must divide the block.</summary>
    public const int FrameSize = 2048;

    private const int BlockStatusOffset = 8, PacketCountOffset = 12, FirstPacketOffset = 16;
    private const int SecondsOffset = 4, NanosecondsOffset = 8, CapturedOffset = 12, WireOffset = 16, StatusOffset = 20;
    private const int MacOffset = 24, TagOffset = 32, PacketTypeOffset = 48 + 10;
    private const uint OwnedByUser = 1;
    private const uint HasTag = 0x10;

    /// <summary>
    /// struct virtio_net_hdr, right before the packet where the socket was asked for it (linux/virtio_net.h).
    /// <code>
    ///  0 flags  1 segmentation type  2 header length (16)  4 segment size (16)  6 checksum start (16)  8 checksum offset (16)
    /// </code>
    /// </summary>
    private const int VirtualHeaderSize = 10;

    private const int SegmentTypeOffset = 1 - VirtualHeaderSize, SegmentSizeOffset = 4 - VirtualHeaderSize;
    private const byte SegmentsTcp4 = 1, SegmentsTcp6 = 4, SegmentsUdp = 5, SegmentTypeMask = 0x7F;

    private readonly bool _hasVirtualHeader;
    private readonly uint _blocks;
    private readonly byte* _memory;
    private uint _block;
    private uint _packetsLeft;
    private byte* _packet;
    private bool _isHolding;

    public PacketRing(byte* memory, uint blocks, bool hasVirtualHeader)
    {
        _hasVirtualHeader = hasVirtualHeader;
        _memory = memory;
        _blocks = blocks;
    }

    private byte* Block => _memory + (nuint)_block * BlockSize;

    /// <summary>
    /// Fills a batch from the block in hand, or takes the next one if it is ready. The packets given before are no longer lent:
    /// a block whose last packet was given goes back to the kernel first.
    /// </summary>
    public void Read(PacketBatch batch, LinkType linkType, uint interfaceIndex, bool ignoreOutgoing)
    {
        int count = 0;
        while (count == 0 && TryHoldBlock())
        {
            byte* packet = _packet;
            uint left = _packetsLeft;
            for (; left > 0 && count < PacketBatch.Capacity; left--)
            {
                bool isOutgoing = packet[PacketTypeOffset] == PacketSocket.PacketOutgoing;
                if (!isOutgoing || !ignoreOutgoing)
                {
                    ref CapturedPacket taken = ref batch[count++];
                    Take(packet, linkType, interfaceIndex, isOutgoing, ref taken);
                    if (_hasVirtualHeader) TakeSegments(ref taken);
                }


                packet += *(uint*)packet;
            }

            _packet = packet;
            _packetsLeft = left;
        }

        batch.Count = count;
    }

    /// <inheritdoc/>
    public void Dispose() => _ = LibC.UnmapMemory((nint)_memory, (nuint)_blocks * BlockSize);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take(byte* header, LinkType linkType, uint interfaceIndex, bool isOutgoing, ref CapturedPacket packet)
    {
        packet.Data = header + *(ushort*)(header + MacOffset);
        packet.CapturedLength = *(int*)(header + CapturedOffset);
        packet.WireLength = *(int*)(header + WireOffset);
        packet.TimeNs = *(uint*)(header + SecondsOffset) * 1_000_000_000L + *(uint*)(header + NanosecondsOffset);
        packet.LinkType = linkType;
        packet.InterfaceIndex = interfaceIndex;
        packet.HasVlanTci = (*(uint*)(header + StatusOffset) & HasTag) != 0;
        packet.VlanTci = (ushort)*(uint*)(header + TagOffset);
        packet.IsOutgoing = isOutgoing;
        packet.SegmentSize = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TakeSegments(ref CapturedPacket packet)
    {
        int type = packet.Data[SegmentTypeOffset] & SegmentTypeMask;
        if (type == 0) return;
        packet.SegmentSize = type is SegmentsTcp4 or SegmentsTcp6 or SegmentsUdp ? *(ushort*)(packet.Data + SegmentSizeOffset) : (ushort)0;
        packet.SegmentProtocol = type == SegmentsUdp ? IpProtocols.Udp : IpProtocols.Tcp;
    }

    /// <summary>Sees to it that the block in hand has packets left; says no where the kernel has not filled the next.</summary>
    private bool TryHoldBlock()
    {
        while (_packetsLeft == 0)
        {
            if (_isHolding)
            {
                Volatile.Write(ref *(uint*)(Block + BlockStatusOffset), 0);
                _isHolding = false;
                _block = _block + 1 == _blocks ? 0 : _block + 1;
            }

            if ((Volatile.Read(ref *(uint*)(Block + BlockStatusOffset)) & OwnedByUser) == 0) return false;
            _isHolding = true;
            _packetsLeft = *(uint*)(Block + PacketCountOffset);
            _packet = Block + *(uint*)(Block + FirstPacketOffset);
        }

        return true;
    }
}
