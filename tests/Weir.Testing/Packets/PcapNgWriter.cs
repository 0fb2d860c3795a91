using System.Buffers.Binary;
using Weir.Wire.Packets;

namespace Weir.Testing.Packets;

/// <summary>Writes pcapng blocks one by one, in either byte order; a new section may change it.</summary>
public sealed class PcapNgWriter(Stream stream)
{
    private bool _bigEndian;

    /// <summary>Begins a section.</summary>
    public void Section(bool bigEndian = false)
    {
        _bigEndian = bigEndian;
        Block(0x0A0D0D0A, [.. U32(0x1A2B3C4D), .. U16(1), .. U16(0), .. U32(uint.MaxValue), .. U32(uint.MaxValue)]);
    }

    /// <summary>Describes the next interface of the section; null leaves an option out.</summary>
    public void Interface(LinkType linkType = LinkType.Ethernet, uint snapLength = 0, byte? timeResolution = null, long? timeOffsetSeconds = null)
    {
        List<byte> body = [.. U16((ushort)linkType), .. U16(0), .. U32(snapLength)];
        body.AddRange([.. U16(2), .. U16(4), .. "eth0"u8]);
        if (timeResolution is { } resolution) body.AddRange([.. U16(9), .. U16(1), resolution, 0, 0, 0]);
        if (timeOffsetSeconds is { } offset) body.AddRange([.. U16(14), .. U16(8), .. U64((ulong)offset)]);
        body.AddRange([.. U16(0), .. U16(0)]);
        Block(1, [.. body]);
    }

    /// <summary>An enhanced packet block; <paramref name="ticks"/> are in the interface's resolution.</summary>
    public void Enhanced(uint interfaceId, ulong ticks, ReadOnlySpan<byte> octets, int? wireLength = null) => Block(6, [
        .. U32(interfaceId), .. U32((uint)(ticks >> 32)), .. U32((uint)ticks),
        .. U32((uint)octets.Length), .. U32((uint)(wireLength ?? octets.Length)), .. octets, .. Padding(octets.Length)]);

    /// <summary>A simple packet block.</summary>
    public void Simple(ReadOnlySpan<byte> octets, int? wireLength = null) =>
        Block(3, [.. U32((uint)(wireLength ?? octets.Length)), .. octets, .. Padding(octets.Length)]);

    /// <summary>The obsolete packet block.</summary>
    public void Obsolete(ushort interfaceId, ulong ticks, ReadOnlySpan<byte> octets, int? wireLength = null) => Block(2, [
        .. U16(interfaceId), .. U16(0), .. U32((uint)(ticks >> 32)), .. U32((uint)ticks),
        .. U32((uint)octets.Length), .. U32((uint)(wireLength ?? octets.Length)), .. octets, .. Padding(octets.Length)]);

    /// <summary>Any block by its type; the body must be a multiple of four octets.</summary>
    public void Block(uint type, ReadOnlySpan<byte> body)
    {
        stream.Write(U32(type));
        stream.Write(U32((uint)body.Length + 12));
        stream.Write(body);
        stream.Write(U32((uint)body.Length + 12));
    }

    private static byte[] Padding(int length) => new byte[-length & 3];

    private byte[] U16(ushort value)
    {
        byte[] octets = new byte[2];
        if (_bigEndian) BinaryPrimitives.WriteUInt16BigEndian(octets, value);
        else BinaryPrimitives.WriteUInt16LittleEndian(octets, value);
        return octets;
    }

    private byte[] U32(uint value)
    {
        byte[] octets = new byte[4];
        if (_bigEndian) BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(octets, value);
        return octets;
    }

    private byte[] U64(ulong value)
    {
        byte[] octets = new byte[8];
        if (_bigEndian) BinaryPrimitives.WriteUInt64BigEndian(octets, value);
        else BinaryPrimitives.WriteUInt64LittleEndian(octets, value);
        return octets;
    }
}
