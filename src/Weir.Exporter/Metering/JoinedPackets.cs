using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.Exporter.Metering;

/// <summary>
/// Counts a packet that offload made of several as those: each has the headers again, and the last one what is left of the payload.
/// </summary>
internal static class JoinedPackets
{
    private const int UdpHeaderSize = 8;
    private const int TcpHeaderSize = 20;
    private const int TcpLengthOffset = 12;

    /// <summary>Corrects <see cref="PacketFields.IpLength"/> and says how many packets there were beyond the one.</summary>
    /// <returns>0 where it is one packet, or where a tunnel's outer headers do not say how long those inside are.</returns>
    public static uint Count(in CapturedPacket packet, ref PacketFields fields)
    {
        if (fields.Protocol != packet.SegmentProtocol || fields.TransportOffset == 0 || packet.SegmentSize == 0) return 0;
        int headers = fields.TransportOffset - fields.NetworkOffset;
        if (fields.Protocol == IpProtocols.Udp)
        {
            headers += UdpHeaderSize;
        }
        else
        {
            int lengthAt = fields.TransportOffset + TcpLengthOffset;
            if (lengthAt >= packet.CapturedLength) return 0;
            headers += Math.Max(TcpHeaderSize, packet.Octets[lengthAt] >> 4 << 2);
        }

        if (fields.IpLength <= headers + packet.SegmentSize) return 0;
        uint extra = (fields.IpLength - (uint)headers - 1) / packet.SegmentSize;
        fields.IpLength += extra * (uint)headers;
        return extra;
    }
}
