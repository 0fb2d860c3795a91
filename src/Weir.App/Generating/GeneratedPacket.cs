using System.Buffers.Binary;
using Weir.Wire.Packets;

namespace Weir.App.Generating;

/// <summary>The first headers of a packet of a flow, as a sampler on Ethernet sees them. Checksums are left zero: samplers look at none.</summary>
internal static class GeneratedPacket
{
    /// <summary>Octets of the longest headers: Ethernet, IPv6 and TCP.</summary>
    public const int MaxSize = EthernetSize + V6Size + TcpSize;

    private const int EthernetSize = 14;
    private const int V4Size = 20;
    private const int V6Size = 40;
    private const int TcpSize = 20;
    private const int UdpSize = 8;
    private const byte LocalMac = 0x02; // locally administered

    /// <summary>Writes headers.</summary>
    /// <param name="octets">At least <see cref="MaxSize"/>.</param>
    /// <param name="flow">Whose packet.</param>
    /// <param name="length">Octets of the IP packet.</param>
    /// <returns>Octets written.</returns>
    public static int Write(Span<byte> octets, in GeneratedFlow flow, int length)
    {
        octets[..MaxSize].Clear();
        (octets[0], octets[5], octets[6], octets[11]) = (LocalMac, (byte)flow.Output, LocalMac, (byte)flow.Input);
        bool isV4 = flow.Source.IsV4;
        BinaryPrimitives.WriteUInt16BigEndian(octets[12..], isV4 ? EtherTypes.Ipv4 : EtherTypes.Ipv6);
        Span<byte> ip = octets[EthernetSize..];
        if (isV4)
        {
            (ip[0], ip[8], ip[9]) = (0x45, flow.Ttl, flow.Protocol);
            BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)length);
            BinaryPrimitives.WriteUInt32BigEndian(ip[12..], flow.Source.V4Bits);
            BinaryPrimitives.WriteUInt32BigEndian(ip[16..], flow.Destination.V4Bits);
        }
        else
        {
            (ip[0], ip[6], ip[7]) = (0x60, flow.Protocol, flow.Ttl);
            BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)(length - V6Size));
            flow.Source.WriteV6(ip[8..]);
            flow.Destination.WriteV6(ip[24..]);
        }

        int header = isV4 ? V4Size : V6Size;
        Span<byte> transport = ip[header..];
        BinaryPrimitives.WriteUInt16BigEndian(transport, flow.SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(transport[2..], flow.DestinationPort);
        if (flow.Protocol != IpProtocols.Tcp)
        {
            BinaryPrimitives.WriteUInt16BigEndian(transport[4..], (ushort)(length - header));
            return EthernetSize + header + UdpSize;
        }

        (transport[12], transport[13]) = (TcpSize / 4 << 4, flow.TcpFlags);
        return EthernetSize + header + TcpSize;
    }
}
