using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.Flows.Pipeline;

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
    public bool Receives(in PacketFields packet) => (packet.Parts & PacketParts.Ports) != 0
        && Receives(packet.Protocol, in packet.Source, packet.SourcePort, in packet.Destination, packet.DestinationPort);

    /// <inheritdoc cref="Receives(in PacketFields)"/>
    public bool Receives(byte protocol, in IpAddress source, ushort sourcePort, in IpAddress destination, ushort destinationPort)
    {
        if (protocol != Protocol) return false;
        if (destinationPort == Port && destination == Address)
            return LocalPort == 0 || (sourcePort == LocalPort && (LocalAddress is not { } from || source == from));
        return LocalPort != 0 && sourcePort == Port && destinationPort == LocalPort && source == Address
            && (LocalAddress is not { } to || destination == to);
    }
}
