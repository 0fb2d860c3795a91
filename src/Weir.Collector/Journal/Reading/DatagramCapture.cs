using System.Buffers.Binary;
using Weir.Collector.Listening;
using Weir.Collector.Teeing;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.Collector.Journal.Reading;

/// <summary>
/// Writes messages as a capture file of UDP datagrams: pcap with nanoseconds (draft-ietf-opsawg-pcap), IP without a link layer. Exporters'
/// addresses, ports and times are those of the journal. It does not know where they were sent to: the destination is the
/// unspecified address, and a port that tells the protocol.
/// </summary>
public sealed class DatagramCapture : ISegmentDecoder
{
    private const uint Magic = 0xA1B23C4D; // times in nanoseconds
    private const int FileHeaderSize = 24;
    private const int PacketHeaderSize = 16;
    private const uint SnapLength = 262_144; // libpcap's maximum
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly Stream _stream;
    private readonly Func<ushort, ushort> _portOf;
    private readonly byte[] _packet = new byte[PacketHeaderSize + SpoofedDatagram.MaxHeaderSize + ushort.MaxValue];

    /// <summary>Writes the header of the file.</summary>
    /// <param name="stream">Stays the caller's.</param>
    /// <param name="portOf">Gives the port of a protocol, by the first two octets of its messages.</param>
    public DatagramCapture(Stream stream, Func<ushort, ushort> portOf)
    {
        (_stream, _portOf) = (stream, portOf);
        Span<byte> header = stackalloc byte[FileHeaderSize];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2); // version 2.4
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], SnapLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], (uint)LinkType.RawIp);
        stream.Write(header);
    }

    /// <summary>Datagrams written.</summary>
    public long Written { get; private set; }

    /// <summary>Messages of a stream that are longer than a datagram can be, and were left out.</summary>
    public long TooLong { get; private set; }

    /// <inheritdoc/>
    public void Accept(in ReceivedDatagram datagram)
    {
        IpAddress exporter = datagram.ExporterAddress;
        if (datagram.Payload.Length > (exporter.IsV4 ? SpoofedDatagram.MaxV4Payload : SpoofedDatagram.MaxV6Payload))
        {
            TooLong++;
            return;
        }

        _ = BinaryPrimitives.TryReadUInt16BigEndian(datagram.Payload, out ushort version);
        Span<byte> packet = _packet.AsSpan(PacketHeaderSize);
        int length = SpoofedDatagram.Write(
            packet, exporter, datagram.ExporterPort, exporter.IsV4 ? IpAddress.FromV4(0) : default, _portOf(version), datagram.Payload);
        SpoofedDatagram.Complete(packet[..length]);
        BinaryPrimitives.WriteUInt32LittleEndian(_packet, (uint)(datagram.TimeReceivedNs / NanosecondsPerSecond));
        BinaryPrimitives.WriteUInt32LittleEndian(_packet.AsSpan(4), (uint)(datagram.TimeReceivedNs % NanosecondsPerSecond));
        BinaryPrimitives.WriteInt32LittleEndian(_packet.AsSpan(8), length);
        BinaryPrimitives.WriteInt32LittleEndian(_packet.AsSpan(12), length);
        _stream.Write(_packet.AsSpan(0, PacketHeaderSize + length));
        Written++;
    }

    /// <inheritdoc/>
    public void Flush() => _stream.Flush();
}
