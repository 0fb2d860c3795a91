using System.Buffers.Binary;
using Weir.Capture.PcapFile;
using Weir.Collector.Listening;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.App.Composition;

/// <summary>The UDP datagrams of a capture file, as a collector would have received them.</summary>
internal static class CaptureDatagrams
{
    private const byte Udp = 17;
    private const int UdpHeaderSize = 8;
    private const int UdpLengthOffset = 4;

    /// <summary>Gives each whole datagram to the sink.</summary>
    /// <returns>How the reading went.</returns>
    public static CaptureDatagramCount Read(IPacketSource source, IDatagramSink sink, CancellationToken cancellation)
    {
        var batch = new PacketBatch();
        long datagrams = 0;
        long skipped = 0;
        while (!cancellation.IsCancellationRequested)
        {
            PacketReadStatus status = source.Read(batch);
            if (status is PacketReadStatus.End or PacketReadStatus.Truncated) return new(datagrams, skipped, status == PacketReadStatus.Truncated);
            for (int i = 0; i < batch.Count; i++)
            {
                if (TryFind(in batch[i], sink)) datagrams++;
                else skipped++;
            }
        }

        return new(datagrams, skipped, false);
    }

    private static bool TryFind(in CapturedPacket packet, IDatagramSink sink)
    {
        PacketFields fields = default;
        ReadOnlySpan<byte> octets = packet.Octets;
        if (PacketParser.Parse(octets, packet.WireLength, packet.LinkType, packet.HasVlanTci, packet.VlanTci, ref fields) != PacketParseResult.Ip
            || fields.Protocol != Udp || fields.TransportOffset == 0 || (fields.Parts & PacketParts.Fragment) != 0) return false;
        ReadOnlySpan<byte> datagram = octets[fields.TransportOffset..];
        if (datagram.Length < UdpHeaderSize) return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[UdpLengthOffset..]);
        if (length < UdpHeaderSize || length > datagram.Length) return false;
        sink.Accept(new ReceivedDatagram(packet.TimeNs, fields.Source, fields.SourcePort, datagram[UdpHeaderSize..length]));
        return true;
    }
}

/// <summary>What a capture file of datagrams held.</summary>
/// <param name="Datagrams">Whole UDP datagrams.</param>
/// <param name="Skipped">Packets that are something else, fragments, or cut short by the capture.</param>
/// <param name="IsTruncated">Whether the file ends within a packet.</param>
internal readonly record struct CaptureDatagramCount(long Datagrams, long Skipped, bool IsTruncated);
