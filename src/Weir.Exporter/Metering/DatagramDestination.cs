using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Metering;

/// <summary>
/// Where the exporter sends its own datagrams. Metered, each would make a flow whose record needs a datagram of its own.
/// </summary>
/// <param name="Address">A collector's address.</param>
/// <param name="Port">Its UDP port.</param>
public readonly record struct DatagramDestination(IpAddress Address, ushort Port)
{
    /// <summary>Whether a packet goes there over UDP.</summary>
    public bool Receives(in PacketFields packet) =>
        packet.Protocol == IpProtocols.Udp
        && (packet.Parts & PacketParts.Ports) != 0
        && packet.DestinationPort == Port
        && packet.Destination == Address;
}
