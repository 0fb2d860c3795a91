using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Weir.Capture.PcapFile;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.DatagramSender;

/// <summary>The UDP payloads of a capture file, behind one another in native memory.</summary>
internal sealed unsafe class DatagramPool : IDisposable
{
    private const byte Udp = 17;
    private const int UdpHeaderSize = 8;

    private readonly List<(nuint Offset, int Length)> _places = [];
    private byte* _memory;
    private nuint _used, _size;

    /// <summary>How many there are.</summary>
    public int Count => _places.Count;

    /// <summary>One of them.</summary>
    public (nint Address, int Length) this[int index] => ((nint)(_memory + _places[index].Offset), _places[index].Length);

    /// <summary>Reads a file; what is no whole UDP datagram is left out.</summary>
    public static DatagramPool Read(string path)
    {
        var pool = new DatagramPool();
        using CaptureFileSource source = CaptureFile.Open(path);
        var batch = new PacketBatch();
        while (source.Read(batch) == PacketReadStatus.Packets)
        {
            for (int i = 0; i < batch.Count; i++) pool.Add(in batch[i]);
        }

        return pool;
    }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }

    private void Add(in CapturedPacket packet)
    {
        PacketFields fields = default;
        ReadOnlySpan<byte> octets = packet.Octets;
        if (PacketParser.Parse(octets, packet.WireLength, packet.LinkType, packet.HasVlanTci, packet.VlanTci, ref fields) != PacketParseResult.Ip || fields.Protocol != Udp || fields.TransportOffset == 0) return;
        ReadOnlySpan<byte> datagram = octets[fields.TransportOffset..];
        if (datagram.Length < UdpHeaderSize) return;
        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]) - UdpHeaderSize;
        if (length <= 0 || length > datagram.Length - UdpHeaderSize) return;
        if (_used + (nuint)length > _size)
        {
            _size = Math.Max(1 << 20, _size * 2);
            _memory = (byte*)NativeMemory.Realloc(_memory, _size);
        }

        datagram.Slice(UdpHeaderSize, length).CopyTo(new Span<byte>(_memory + _used, length));
        _places.Add((_used, length));
        _used += (nuint)length;
    }
}
