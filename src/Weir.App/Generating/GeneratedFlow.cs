using Weir.Wire.Primitives;

namespace Weir.App.Generating;

/// <summary>One flow, one way.</summary>
internal struct GeneratedFlow
{
    public IpAddress Source, Destination;
    public ushort SourcePort, DestinationPort;
    public byte Protocol;
    public byte TcpFlags;
    public byte Ttl;
    public ulong Packets, Octets;

    /// <summary>From its first packet to its last.</summary>
    public long DurationNs;

    /// <summary>From its last packet to its export.</summary>
    public long LagNs;

    /// <summary>ifIndex in and out.</summary>
    public uint Input, Output;
}
