using Weir.Wire.Packets;

namespace Weir.Flows.Pipeline;

/// <summary>One captured packet: where its octets are, and what the capture knows beside them.</summary>
public unsafe struct CapturedPacket
{
    /// <summary>First octet, in memory that does not move; borrowed from the source.</summary>
    public byte* Data;

    /// <summary>Octets captured.</summary>
    public int CapturedLength;

    /// <summary>Octets the packet had on the wire.</summary>
    public int WireLength;

    /// <summary>When it was captured: nanoseconds since 1970-01-01 UTC.</summary>
    public long TimeNs;

    /// <summary>What the first octet belongs to.</summary>
    public LinkType LinkType;

    /// <summary>ifIndex of the interface, 0 where unknown.</summary>
    public uint InterfaceIndex;

    /// <summary>802.1Q tag control information the kernel took out of the frame; <see cref="HasVlanTci"/> says whether it did.</summary>
    public ushort VlanTci;

    /// <summary>Whether <see cref="VlanTci"/> holds a tag.</summary>
    public bool HasVlanTci;

    /// <summary>Whether the packet was leaving this host rather than arriving.</summary>
    public bool IsOutgoing;

    /// <summary>
    /// Payload octets of each packet on the wire where this host's segmentation offload or receive offload has several as one; 0 where
    /// the packet is what it seems.
    /// </summary>
    public ushort SegmentSize;

    /// <summary>Protocol whose payload <see cref="SegmentSize"/> divides: TCP or UDP. In a tunnel it is the innermost one.</summary>
    public byte SegmentProtocol;

    /// <summary>The captured octets.</summary>
    public readonly ReadOnlySpan<byte> Octets => new(Data, CapturedLength);
}

/// <summary>A handful of packets, read and worked through together so that memory latency is shared.</summary>
public sealed class PacketBatch
{
    /// <summary>Packets a batch holds.</summary>
    public const int Capacity = 64;

    private readonly CapturedPacket[] _packets = new CapturedPacket[Capacity];

    /// <summary>Packets held.</summary>
    public int Count { get; set; }

    /// <summary>The packet at an index, to read or to fill.</summary>
    public ref CapturedPacket this[int index] => ref _packets[index];
}
