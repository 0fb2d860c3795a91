using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Weir.Wire.Packets;

/// <summary>
/// The first octets of the transport protocols. TCP (RFC 9293), UDP (RFC 768), UDP-Lite (RFC 3828), SCTP (RFC 9260) and
/// DCCP (RFC 4340) all begin with their ports; ICMP and ICMPv6 with type and code.
/// <code>
///  0        2        4        8        12      13       14
/// +--------+--------+--------+--------+-------+--------+----
/// | source | dest.  | seq.   | ack.   |off  NS| flags  | ...    TCP; NS is the lowest bit of octet 12 (RFC 3540)
/// +--------+--------+--------+--------+-------+--------+----
/// </code>
/// </summary>
internal static class TransportHeader
{
    private const int PortsSize = 4;
    private const int TcpFlagsOffset = 12;
    private const int TcpFlagsEnd = 14;
    private const int TcpFlagsMask = 0x1FF;

    /// <summary>Reads what is there of the header of <see cref="PacketFields.Protocol"/>; too few octets leave the fields alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Parse(ReadOnlySpan<byte> octets, ref PacketFields fields)
    {
        switch (fields.Protocol)
        {
            case IpProtocols.Tcp:
                ReadPorts(octets, ref fields);
                if (octets.Length < TcpFlagsEnd) break;
                fields.TcpFlags = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(octets[TcpFlagsOffset..]) & TcpFlagsMask);
                fields.Parts |= PacketParts.TcpFlags;
                break;
            case IpProtocols.Udp or IpProtocols.UdpLite or IpProtocols.Sctp or IpProtocols.Dccp:
                ReadPorts(octets, ref fields);
                break;
            case IpProtocols.Icmp when fields.EtherType == EtherTypes.Ipv4:
            case IpProtocols.Icmpv6 when fields.EtherType == EtherTypes.Ipv6:
                if (octets.Length < 2) break;
                fields.IcmpType = octets[0];
                fields.IcmpCode = octets[1];
                fields.Parts |= PacketParts.Icmp;
                break;
            default:
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReadPorts(ReadOnlySpan<byte> octets, ref PacketFields fields)
    {
        if (octets.Length < PortsSize) return;
        uint ports = BinaryPrimitives.ReadUInt32BigEndian(octets);
        fields.SourcePort = (ushort)(ports >> 16);
        fields.DestinationPort = (ushort)ports;
        fields.Parts |= PacketParts.Ports;
    }
}
