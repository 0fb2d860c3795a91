using System.Text.Json;
using Weir.Wire.Packets;

namespace Weir.Collector.Dissecting;

/// <summary>Writes what the headers of a packet say, under the names of the information elements that mean the same.</summary>
internal static class PacketJson
{
    /// <summary>Writes the property <c>packet</c>, with <c>error</c> in it where the packet is not IP or is cut.</summary>
    public static void Write(Utf8JsonWriter json, in PacketFields packet, PacketParseResult result)
    {
        json.WriteStartObject("packet");
        if ((packet.Parts & PacketParts.Macs) != 0)
        {
            json.WriteString("sourceMacAddress", packet.SourceMac.ToString());
            json.WriteString("destinationMacAddress", packet.DestinationMac.ToString());
        }

        if ((packet.Parts & PacketParts.Vlan) != 0) json.WriteNumber("vlanId", packet.VlanId);
        if (packet.EtherType != 0) json.WriteNumber("ethernetType", packet.EtherType);
        if (result == PacketParseResult.Ip) WriteIp(json, packet);
        else json.WriteString("error", result.ToString());
        json.WriteEndObject();
    }

    private static void WriteIp(Utf8JsonWriter json, in PacketFields packet)
    {
        string version = packet.EtherType == EtherTypes.Ipv4 ? "IPv4" : "IPv6";
        json.WriteString($"source{version}Address", packet.Source.ToString());
        json.WriteString($"destination{version}Address", packet.Destination.ToString());
        json.WriteNumber("protocolIdentifier", packet.Protocol);
        json.WriteNumber("ipClassOfService", packet.Tos);
        json.WriteNumber("ipTTL", packet.Ttl);
        json.WriteNumber("ipTotalLength", packet.IpLength);
        if ((packet.Parts & PacketParts.Ports) != 0)
        {
            json.WriteNumber("sourceTransportPort", packet.SourcePort);
            json.WriteNumber("destinationTransportPort", packet.DestinationPort);
        }

        if ((packet.Parts & PacketParts.TcpFlags) != 0) json.WriteNumber("tcpControlBits", packet.TcpFlags);
        if ((packet.Parts & PacketParts.Icmp) == 0) return;
        json.WriteNumber($"icmpType{version}", packet.IcmpType);
        json.WriteNumber($"icmpCode{version}", packet.IcmpCode);
    }
}
