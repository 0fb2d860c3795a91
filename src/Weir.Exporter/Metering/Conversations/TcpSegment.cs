using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.Exporter.Metering.Conversations;

/// <summary>
/// What the end of a flow needs of a TCP header (RFC 9293 section 3.1).
/// <code>
///  0        4        8        12       14       16
/// +--------+--------+--------+--------+--------+----
/// | ports  | seq.   | ack.   |off|flags| window | ...
/// +--------+--------+--------+--------+--------+----
/// </code>
/// </summary>
public struct TcpSegment
{
    private const int SequenceOffset = 4;
    private const int AcknowledgementOffset = 8;
    private const int LengthOffset = 12;
    private const int WindowOffset = 14;
    private const int End = 16;

    public uint Sequence;
    public uint Acknowledgement;

    /// <summary>Octets of data; those of all segments, where offload joined several.</summary>
    public uint Payload;

    /// <summary>The window as it stands there, without its scale.</summary>
    public ushort Window;

    /// <summary>Whether there is one: the header of a TCP packet was captured.</summary>
    public bool IsThere;

    /// <summary>Reads the TCP header of a packet, if it has one.</summary>
    /// <param name="packet">The captured octets.</param>
    /// <param name="observation">Its parsed fields, joined packets already counted as several.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Read(in CapturedPacket packet, ref Observation observation)
    {
        ref readonly PacketFields fields = ref observation.Fields;
        ref TcpSegment segment = ref observation.Segment;
        segment = default;
        ReadOnlySpan<byte> octets = packet.Octets;
        if (fields.Protocol != IpProtocols.Tcp || (fields.Parts & PacketParts.TcpFlags) == 0 || octets.Length < fields.TransportOffset + End) return;
        ReadOnlySpan<byte> header = octets[fields.TransportOffset..];
        int headers = fields.TransportOffset - fields.NetworkOffset + (header[LengthOffset] >> 4 << 2);
        long payload = fields.IpLength - (long)headers * (1 + observation.ExtraPackets);
        segment.Sequence = BinaryPrimitives.ReadUInt32BigEndian(header[SequenceOffset..]);
        segment.Acknowledgement = BinaryPrimitives.ReadUInt32BigEndian(header[AcknowledgementOffset..]);
        segment.Window = BinaryPrimitives.ReadUInt16BigEndian(header[WindowOffset..]);
        segment.Payload = (uint)Math.Max(0, payload);
        segment.IsThere = true;
    }
}
