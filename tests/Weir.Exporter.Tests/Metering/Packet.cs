using Weir.Exporter.Metering;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Tests.Metering;

/// <summary>Observations by hand.</summary>
internal static class Packet
{
    public const long Second = 1_000_000_000;
    public const long Start = 1_700_000_000 * Second;
    public const ushort Fin = 1;
    public const ushort Syn = 2;
    public const ushort Rst = 4;
    public const ushort Ack = 16;

    public static Observation Tcp(long timeNs, uint host = 1, ushort port = 1000, ushort flags = Ack, uint length = 100, byte ttl = 64) => new()
    {
        TimeNs = timeNs,
        Fields = new PacketFields
        {
            Source = IpAddress.FromV4(0x0A00_0000 + host),
            Destination = IpAddress.FromV4(0x0B00_0001),
            IpLength = length,
            SourcePort = port,
            DestinationPort = 443,
            Protocol = IpProtocols.Tcp,
            Ttl = ttl,
            EtherType = EtherTypes.Ipv4,
            TcpFlags = flags,
            Parts = PacketParts.Ports | PacketParts.TcpFlags,
        },
    };

    public static Observation Udp(long timeNs, uint host = 1, ushort port = 1000, uint length = 100)
    {
        Observation packet = Tcp(timeNs, host, port, 0, length);
        packet.Fields.Protocol = IpProtocols.Udp;
        packet.Fields.Parts = PacketParts.Ports;
        return packet;
    }

    public static Observation Icmpv6(long timeNs, byte type, byte code) => new()
    {
        TimeNs = timeNs,
        Fields = new PacketFields
        {
            Source = new(0x2001_0DB8_0000_0000, 1),
            Destination = new(0x2001_0DB8_0000_0000, 2),
            IpLength = 64,
            Protocol = IpProtocols.Icmpv6,
            IcmpType = type,
            IcmpCode = code,
            Ttl = 255,
            EtherType = EtherTypes.Ipv6,
            FlowLabel = 0x12345,
            Parts = PacketParts.Icmp,
        },
    };
}
