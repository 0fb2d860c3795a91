using System.Runtime.InteropServices;
using Weir.Wire.Primitives;

namespace Weir.Capture.Ebpf;

/// <summary>struct flow_key of Programs/flows.bpf.c.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelFlowKey : IEquatable<KernelFlowKey>
{
    // In network order.
    public UInt128 SourceOctets;
    public UInt128 DestinationOctets;
    public ushort SourcePort;
    public ushort DestinationPort;
    public uint Interface;
    public ushort EtherType;
    public byte Protocol;
    public byte Outgoing;
    public uint Padding;

    /// <summary>Where the packets came from.</summary>
    public readonly IpAddress Source => IpAddress.FromV6(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in SourceOctets)));

    /// <summary>Where the packets went.</summary>
    public readonly IpAddress Destination => IpAddress.FromV6(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in DestinationOctets)));

    /// <summary>The same conversation's other direction on the same interface.</summary>
    public readonly KernelFlowKey Reversed => this with
    {
        SourceOctets = DestinationOctets,
        DestinationOctets = SourceOctets,
        SourcePort = DestinationPort,
        DestinationPort = SourcePort,
        Outgoing = (byte)(Outgoing ^ 1),
    };

    public readonly bool Equals(KernelFlowKey other) => SourceOctets == other.SourceOctets && DestinationOctets == other.DestinationOctets
        && SourcePort == other.SourcePort && DestinationPort == other.DestinationPort && Interface == other.Interface
        && EtherType == other.EtherType && Protocol == other.Protocol && Outgoing == other.Outgoing;

    public override readonly bool Equals(object? obj) => obj is KernelFlowKey other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(SourceOctets, DestinationOctets, SourcePort, DestinationPort, Interface, Protocol, Outgoing);
}

/// <summary>struct flow_counts of Programs/flows.bpf.c.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelFlowCounts
{
    public ulong FirstNs;
    public ulong LastNs;
    public ulong Octets;
    public ulong Packets;
    public ulong Cookie;
    public uint RoundTripUs;
    public uint DnsLatencyUs;
    public ushort TcpFlags;
    public byte Tos;
    public byte Ttl;
    public uint Reserved;

    /// <summary>Adds what another processor counted of the same flow.</summary>
    public void Add(in KernelFlowCounts other)
    {
        if (other.Packets == 0) return;
        if (Packets == 0 || other.FirstNs < FirstNs)
        {
            FirstNs = other.FirstNs;
            Tos = other.Tos;
        }

        Ttl = Packets == 0 ? other.Ttl : Math.Min(Ttl, other.Ttl);
        if (other.LastNs >= LastNs)
        {
            LastNs = other.LastNs;
            if (other.RoundTripUs != 0) RoundTripUs = other.RoundTripUs;
        }

        if (Cookie == 0) Cookie = other.Cookie;
        Octets += other.Octets;
        Packets += other.Packets;
        DnsLatencyUs = Math.Max(DnsLatencyUs, other.DnsLatencyUs);
        TcpFlags |= other.TcpFlags;
    }
}
