using System.Buffers.Binary;

namespace Weir.TrafficGenerator;

/// <summary>Writes Ethernet frames as a pcap file with microseconds, through one large buffer.</summary>
internal sealed class CaptureWriter : IDisposable
{
    private const int RecordHeaderSize = 16;
    private const int EthernetSize = 14;
    private const int MaxFrame = 1514;
    private const ushort Syn = 2, SynAck = 0x12, Ack = 0x10, PushAck = 0x18, FinAck = 0x11;

    private readonly TrafficOptions _options;
    private readonly FileStream _file;
    private readonly byte[] _buffer = new byte[1 << 20];
    private readonly byte[] _frame = new byte[MaxFrame];
    private readonly double _microsecondsPerPacket;
    private int _used;
    private long _packets;

    public CaptureWriter(TrafficOptions options)
    {
        _options = options;
        _microsecondsPerPacket = options.Packets > 1 ? options.Seconds * 1e6 / (options.Packets - 1) : 0;
        _file = new FileStream(options.Path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        Span<byte> header = _buffer;
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xA1B2C3D4);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], (uint)options.SnapLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        _used = 24;
        "\x02\0\0\0\0\x02\x02\0\0\0\0\x01"u8.CopyTo(_frame);
    }

    public long IpOctets { get; private set; }
    public long FileOctets { get; private set; }

    public void Write(FlowTurn turn, bool isLast)
    {
        FlowTuple tuple = new(turn.Flow, _options.Ipv6Percent);
        int transportSize = tuple.Protocol switch { 6 => 20, 17 => 8, _ => 28 };
        ushort flags = turn.IsFirst ? (tuple.IsReply ? SynAck : Syn) : isLast ? FinAck : (turn.Noise & 4) != 0 ? PushAck : Ack;
        int ipSize = (tuple.IsV6 ? 40 : 20) + transportSize + PayloadSize(tuple, flags, turn.Noise);
        Span<byte> ip = _frame.AsSpan(EthernetSize);
        Span<byte> transport = tuple.IsV6 ? WriteIpv6(ip, tuple, ipSize) : WriteIpv4(ip, tuple, ipSize, (ushort)(turn.Noise >> 48));
        WriteTransport(transport, tuple, flags, ipSize - (tuple.IsV6 ? 40 : 20), (uint)(turn.Noise >> 16));
        IpOctets += ipSize;
        Append(EthernetSize + ipSize);
    }

    public void Finish() => Flush();

    public void Dispose() => _file.Dispose();

    /// <summary>Acknowledgments, full segments and something between, as on the Internet; requests are smaller than replies.</summary>
    private static int PayloadSize(FlowTuple tuple, ushort flags, ulong noise)
    {
        int small = (int)(noise >> 32 & 0xFF);
        if (tuple.Protocol == 17) return tuple.ServerPort == 443 ? 1000 + small : 30 + small;
        if (tuple.Protocol == 132) return small;
        return flags switch
        {
            Syn or SynAck or FinAck => 0,
            PushAck => small,
            _ => tuple.IsReply ? 1420 : 0,
        };
    }

    private Span<byte> WriteIpv4(Span<byte> ip, FlowTuple tuple, int size, ushort id)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_frame.AsSpan(12), 0x0800);
        BinaryPrimitives.WriteUInt16BigEndian(ip, 0x4500);
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)size);
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], id);
        BinaryPrimitives.WriteUInt16BigEndian(ip[6..], 0x4000);
        ip[8] = (byte)(tuple.IsReply ? 55 : 64);
        ip[9] = tuple.Protocol;
        ip[10..12].Clear();
        // Clients in 10.0.0.0/8, servers in 198.18.0.0/15, which RFC 2544 sets aside for benchmarks.
        BinaryPrimitives.WriteUInt32BigEndian(ip[(tuple.IsReply ? 16 : 12)..], 0x0A00_0000 | tuple.Client);
        BinaryPrimitives.WriteUInt32BigEndian(ip[(tuple.IsReply ? 12 : 16)..], 0xC612_0000 | tuple.Server);
        return ip[20..];
    }

    private Span<byte> WriteIpv6(Span<byte> ip, FlowTuple tuple, int size)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_frame.AsSpan(12), 0x86DD);
        BinaryPrimitives.WriteUInt32BigEndian(ip, 0x6000_0000);
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)(size - 40));
        ip[6] = tuple.Protocol;
        ip[7] = (byte)(tuple.IsReply ? 55 : 64);
        // Both in the documentation prefix of RFC 3849.
        Span<byte> client = ip[(tuple.IsReply ? 24 : 8)..];
        Span<byte> server = ip[(tuple.IsReply ? 8 : 24)..];
        BinaryPrimitives.WriteUInt64BigEndian(client, 0x2001_0DB8_0000_0000 | (ulong)(tuple.Client >> 6));
        BinaryPrimitives.WriteUInt64BigEndian(client[8..], tuple.Client);
        BinaryPrimitives.WriteUInt64BigEndian(server, 0x2001_0DB8_FFFF_0000);
        BinaryPrimitives.WriteUInt64BigEndian(server[8..], tuple.Server);
        return ip[40..];
    }

    private static void WriteTransport(Span<byte> transport, FlowTuple tuple, ushort flags, int size, uint sequence)
    {
        transport[..28].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(transport, tuple.IsReply ? tuple.ServerPort : tuple.ClientPort);
        BinaryPrimitives.WriteUInt16BigEndian(transport[2..], tuple.IsReply ? tuple.ClientPort : tuple.ServerPort);
        if (tuple.Protocol == 6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(transport[4..], sequence);
            if ((flags & Ack) != 0) BinaryPrimitives.WriteUInt32BigEndian(transport[8..], ~sequence);
            BinaryPrimitives.WriteUInt16BigEndian(transport[12..], (ushort)(0x5000 | flags));
            BinaryPrimitives.WriteUInt16BigEndian(transport[14..], ushort.MaxValue);
        }
        else if (tuple.Protocol == 17)
        {
            BinaryPrimitives.WriteUInt16BigEndian(transport[4..], (ushort)size);
        }
        else
        {
            // One DATA chunk (RFC 9260 section 3.3.1) that is the rest of the packet.
            BinaryPrimitives.WriteUInt32BigEndian(transport[4..], sequence);
            transport[13] = 3;
            BinaryPrimitives.WriteUInt16BigEndian(transport[14..], (ushort)(size - 12));
        }
    }

    private void Append(int wireLength)
    {
        int captured = Math.Min(wireLength, _options.SnapLength);
        if (_used + RecordHeaderSize + captured > _buffer.Length) Flush();
        long microseconds = (long)(_packets++ * _microsecondsPerPacket);
        Span<byte> record = _buffer.AsSpan(_used);
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(_options.StartSeconds + microseconds / 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)(microseconds % 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], (uint)captured);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], (uint)wireLength);
        _frame.AsSpan(0, captured).CopyTo(record[RecordHeaderSize..]);
        _used += RecordHeaderSize + captured;
    }

    private void Flush()
    {
        _file.Write(_buffer.AsSpan(0, _used));
        FileOctets += _used;
        _used = 0;
    }
}
