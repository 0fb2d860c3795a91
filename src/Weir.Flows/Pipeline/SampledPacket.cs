using Weir.Wire.Packets;

namespace Weir.Flows.Pipeline;

/// <summary>One packet of a sample, as a sampler in the kernel or here took it. The octets are borrowed for the length of a call.</summary>
public ref struct SampledPacket
{
    /// <summary>The packet's first octets, as many as are to be told.</summary>
    public ReadOnlySpan<byte> Header;

    /// <summary>What the first octet belongs to.</summary>
    public LinkType LinkType;

    /// <summary>Octets the packet had on the wire, without frame check sequence.</summary>
    public uint FrameLength;

    /// <summary>ifIndex in and out, 0 where unknown.</summary>
    public uint InputInterface, OutputInterface;

    /// <summary>ifIndex of the interface that is sampled: the data source.</summary>
    public uint SourceInterface;

    /// <summary>Packets for each one that is sampled.</summary>
    public uint Rate;

    /// <summary>Packets that could have been sampled at the data source so far, this one included; modulo 2^32.</summary>
    public uint Pool;

    /// <summary>Samples of the data source lost so far for want of resources; modulo 2^32.</summary>
    public uint Drops;

    /// <summary>802.1Q tag control information taken out of the header, where <see cref="HasVlanTci"/>.</summary>
    public ushort VlanTci;

    /// <summary>Whether <see cref="VlanTci"/> holds a tag.</summary>
    public bool HasVlanTci;

    /// <summary>Queue the packet leaves by; <see langword="null"/> where unknown.</summary>
    public uint? EgressQueue;

    /// <summary>Octets that waited in that queue; <see langword="null"/> where unknown.</summary>
    public ulong? EgressQueueOctets;

    /// <summary>Nanoseconds the packet spent in the device; <see langword="null"/> where unknown.</summary>
    public ulong? TransitDelayNs;
}
