namespace Weir.Wire.SFlow;

/// <summary>The values of one flow sample: a sampled packet and how it was sampled.</summary>
public ref struct SFlowFlowSample
{
    /// <summary>Flow samples of the data source so far, modulo 2^32.</summary>
    public uint Sequence;

    /// <summary>ifIndex of the data source.</summary>
    public uint SourceIndex;

    /// <summary>Packets for each one sampled.</summary>
    public uint Rate;

    /// <summary>Packets that could have been sampled so far, modulo 2^32.</summary>
    public uint Pool;

    /// <summary>Samples lost so far for want of resources.</summary>
    public uint Drops;

    /// <summary>ifIndex in and out, 0 where unknown.</summary>
    public uint Input, Output;

    /// <summary>What the header's first octet belongs to.</summary>
    public SFlowHeaderProtocol Protocol;

    /// <summary>Octets on the wire, the stripped ones included.</summary>
    public uint FrameLength;

    /// <summary>Octets taken off the packet before it was sampled: the frame check sequence for instance.</summary>
    public uint Stripped;

    /// <summary>The packet's first octets.</summary>
    public ReadOnlySpan<byte> Header;

    /// <summary>Whether a VLAN is known that the header does not hold.</summary>
    public bool HasVlan;

    /// <summary>802.1Q VLAN and priority.</summary>
    public ushort Vlan, Priority;

    /// <summary>Queue the packet leaves by, octets that waited in it, and nanoseconds the packet spent in the device; <see langword="null"/> where unknown.</summary>
    public uint? EgressQueue, QueueDepth, TransitDelay;
}

/// <summary>header_protocol of a raw packet header.</summary>
public enum SFlowHeaderProtocol : uint
{
    Ethernet = 1,
    TokenBus = 2,
    TokenRing = 3,
    Fddi = 4,
    FrameRelay = 5,
    X25 = 6,
    Ppp = 7,
    Smds = 8,
    Aal5 = 9,
    Aal5Ip = 10,
    Ipv4 = 11,
    Ipv6 = 12,
    Mpls = 13,
    Pos = 14,
}
