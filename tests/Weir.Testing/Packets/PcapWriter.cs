using System.Buffers.Binary;
using Weir.Wire.Packets;

namespace Weir.Testing.Packets;

/// <summary>Writes a pcap file: microseconds or nanoseconds, either byte order.</summary>
public sealed class PcapWriter
{
    private readonly Stream _stream;
    private readonly bool _nanoseconds;
    private readonly bool _bigEndian;

    /// <summary>Writes the file header to a stream, which stays the caller's.</summary>
    public PcapWriter(
        Stream stream, LinkType linkType = LinkType.Ethernet, bool nanoseconds = false, bool bigEndian = false, uint snapLength = 262144)
    {
        (_stream, _nanoseconds, _bigEndian) = (stream, nanoseconds, bigEndian);
        UInt32(nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4);
        UInt16(2);
        UInt16(4);
        UInt32(0);
        UInt32(0);
        UInt32(snapLength);
        UInt32((uint)linkType);
    }

    /// <summary>Writes one packet. <paramref name="wireLength"/> says what it had on the wire where fewer octets were captured.</summary>
    public void Write(long timeNs, ReadOnlySpan<byte> octets, int? wireLength = null)
    {
        UInt32((uint)(timeNs / 1_000_000_000));
        UInt32((uint)(timeNs % 1_000_000_000 / (_nanoseconds ? 1 : 1000)));
        UInt32((uint)octets.Length);
        UInt32((uint)(wireLength ?? octets.Length));
        _stream.Write(octets);
    }

    /// <summary>A whole file in memory, packets one millisecond apart from <paramref name="startNs"/>.</summary>
    public static byte[] File(IEnumerable<byte[]> frames, LinkType linkType = LinkType.Ethernet, long startNs = 1_700_000_000_000_000_000)
    {
        using MemoryStream stream = new();
        PcapWriter writer = new(stream, linkType, nanoseconds: true);
        foreach (byte[] frame in frames)
        {
            writer.Write(startNs, frame);
            startNs += 1_000_000;
        }

        return stream.ToArray();
    }

    private void UInt16(ushort value)
    {
        Span<byte> octets = stackalloc byte[2];
        if (_bigEndian) BinaryPrimitives.WriteUInt16BigEndian(octets, value);
        else BinaryPrimitives.WriteUInt16LittleEndian(octets, value);
        _stream.Write(octets);
    }

    private void UInt32(uint value)
    {
        Span<byte> octets = stackalloc byte[4];
        if (_bigEndian) BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(octets, value);
        _stream.Write(octets);
    }
}
