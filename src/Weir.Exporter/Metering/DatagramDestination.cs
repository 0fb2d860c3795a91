using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Metering;

/// <summary>
/// Where the exporter sends its own packets, and what answers them. Metered, each would make a flow whose record needs a packet of its own.
/// </summary>
/// <param name="Address">A collector's address.</param>
/// <param name="Port">Its port.</param>
public readonly record struct DatagramDestination(IpAddress Address, ushort Port)
{
    /// <summary>UDP or TCP, which DTLS and TLS are over.</summary>
    public byte Protocol { get; init; } = IpProtocols.Udp;

    /// <summary>Our port; 0: not known, and all that goes there is taken for ours.</summary>
    public ushort LocalPort { get; init; }

    /// <summary>Our address; <see langword="null"/>: not known.</summary>
    public IpAddress? LocalAddress { get; init; }

    /// <summary>Whether a packet is ours: it goes there, or comes back from there where our port is known.</summary>
    public bool Receives(in PacketFields packet)
    {
        if (packet.Protocol != Protocol || (packet.Parts & PacketParts.Ports) == 0) return false;
        if (packet.DestinationPort == Port && packet.Destination == Address)
            return LocalPort == 0 || (packet.SourcePort == LocalPort && (LocalAddress is not { } from || packet.Source == from));
        return LocalPort != 0 && packet.SourcePort == Port && packet.DestinationPort == LocalPort && packet.Source == Address
            && (LocalAddress is not { } to || packet.Destination == to);
    }
}
