using System.Buffers.Binary;
using Weir.Collector.Listening;
using Weir.Wire.Primitives;

namespace Weir.Collector.Journal;

/// <summary>
/// The octets of a segment. All numbers are little-endian, all parts begin on a multiple of 8; the exporter's address is in network order.
/// <code>
/// file   = header frame*
///
/// header   0        8        16       24       32    36    40
///          +--------+--------+--------+--------+-----+-----+
///          |magic   |incar-  |number  |created |ver- |CRC  |   magic "WEIRSEG" and a zero; version 1;
///          |        |nation  |        |ns, UTC |sion |     |   CRC over octets 0 to 35
///          +--------+--------+--------+--------+-----+-----+
///
/// frame    0     4     8     12 13 14  16       24               40            40 + length
///          +-----+-----+-----+--+--+---+--------+----------------+---- … ------+- - -+
///          |head.|pay- |pay- |k |f |ex-|time    |exporter address|payload      |zeros|
///          |CRC  |load |load |i |l |p. |received|(16, IPv4 as    |             |to 8 |
///          |     |CRC  |len. |n |a |p- |ns, UTC |IPv4-mapped)    |             |     |
///          |     |     |     |d |gs|ort|        |                |             |     |
///          +-----+-----+-----+--+--+---+--------+----------------+---- … ------+- - -+
/// </code>
/// The flags are a <see cref="MessageOrigin"/>. The frame's header has a checksum of its own (over octets 4 to 39, seeded by the incarnation): where it holds, the length may be
/// believed, and a damaged payload costs one frame. Where it does not, a reader looks for the next header that does, eight octets
/// at a time, at a cost that stays linear whatever the file holds.
/// </summary>
public static class SegmentFormat
{
    /// <summary>Octets of the file's header.</summary>
    public const int HeaderSize = 40;

    /// <summary>Octets of a frame before its payload.</summary>
    public const int FrameHeaderSize = 40;

    /// <summary>Longest payload: an IPFIX message and a UDP datagram have 16-bit lengths.</summary>
    public const int MaxPayload = ushort.MaxValue;

    /// <summary>Octets of the longest frame with its padding.</summary>
    public const int MaxFrameSize = (FrameHeaderSize + MaxPayload + Alignment - 1) & ~(Alignment - 1);

    /// <summary>What frames begin on multiples of.</summary>
    public const int Alignment = 8;

    /// <summary>The version written here and the only one read here.</summary>
    public const uint Version = 1;

    private const ulong Magic = 0x0047_4553_5249_4557; // "WEIRSEG\0"
    private const int IncarnationOffset = 8;
    private const int NumberOffset = 16;
    private const int CreatedOffset = 24;
    private const int VersionOffset = 32;
    private const int HeaderCrcOffset = 36;

    private const int PayloadCrcOffset = 4;
    private const int LengthOffset = 8;
    private const int KindOffset = 12;
    private const int FlagsOffset = 13;
    private const int PortOffset = 14;
    private const int TimeOffset = 16;
    private const int AddressOffset = 24;

    /// <summary>Octets a frame takes in a file.</summary>
    public static int FrameSize(int payloadLength) => (FrameHeaderSize + payloadLength + Alignment - 1) & ~(Alignment - 1);

    /// <summary>Writes the header of a file.</summary>
    public static void WriteHeader(Span<byte> header, SegmentName name, long createdNs)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(header[IncarnationOffset..], name.Incarnation);
        BinaryPrimitives.WriteUInt64LittleEndian(header[NumberOffset..], name.Number);
        BinaryPrimitives.WriteInt64LittleEndian(header[CreatedOffset..], createdNs);
        BinaryPrimitives.WriteUInt32LittleEndian(header[VersionOffset..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[HeaderCrcOffset..], Crc32C.Compute(header[..HeaderCrcOffset]));
    }

    /// <summary>
    /// Reads the header of a file. A header that does not hold is no reason to give the frames up: the file's name says the same.
    /// </summary>
    /// <returns>Truncated, BadLength (no such header, or damaged), UnknownVersion (written by a later Weir: leave it alone), or Ok.</returns>
    public static DecodeStatus TryReadHeader(ReadOnlySpan<byte> file, out SegmentName name, out long createdNs)
    {
        name = default;
        createdNs = 0;
        if (file.Length < HeaderSize) return DecodeStatus.Truncated;
        if (BinaryPrimitives.ReadUInt64LittleEndian(file) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(file[HeaderCrcOffset..]) != Crc32C.Compute(file[..HeaderCrcOffset]))
            return DecodeStatus.BadLength;
        if (BinaryPrimitives.ReadUInt32LittleEndian(file[VersionOffset..]) != Version) return DecodeStatus.UnknownVersion;
        name = new SegmentName(
            BinaryPrimitives.ReadUInt64LittleEndian(file[NumberOffset..]),
            BinaryPrimitives.ReadUInt64LittleEndian(file[IncarnationOffset..]));
        createdNs = BinaryPrimitives.ReadInt64LittleEndian(file[CreatedOffset..]);
        return DecodeStatus.Ok;
    }

    /// <summary>Writes a frame with its padding; <paramref name="frame"/> has room for <see cref="FrameSize"/> octets.</summary>
    public static void WriteFrame(Span<byte> frame, uint seed, FrameKind kind, in ReceivedDatagram datagram)
    {
        int length = datagram.Payload.Length;
        Span<byte> payload = frame.Slice(FrameHeaderSize, length);
        datagram.Payload.CopyTo(payload);
        frame[(FrameHeaderSize + length)..FrameSize(length)].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(frame[PayloadCrcOffset..], Crc32C.Compute(payload));
        BinaryPrimitives.WriteInt32LittleEndian(frame[LengthOffset..], length);
        frame[KindOffset] = (byte)kind;
        frame[FlagsOffset] = (byte)datagram.Origin;
        BinaryPrimitives.WriteUInt16LittleEndian(frame[PortOffset..], datagram.ExporterPort);
        BinaryPrimitives.WriteInt64LittleEndian(frame[TimeOffset..], datagram.TimeReceivedNs);
        datagram.ExporterAddress.WriteV6(frame[AddressOffset..]);
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Crc32C.Compute(frame[PayloadCrcOffset..FrameHeaderSize], seed));
    }

    /// <summary>Checks the header at the start of <paramref name="frame"/>, which has at least <see cref="FrameHeaderSize"/> octets.</summary>
    public static bool TryReadFrameHeader(ReadOnlySpan<byte> frame, uint seed, out FrameKind kind, out int payloadLength)
    {
        kind = (FrameKind)frame[KindOffset];
        payloadLength = BinaryPrimitives.ReadInt32LittleEndian(frame[LengthOffset..]);
        return (uint)payloadLength <= MaxPayload
            && BinaryPrimitives.ReadUInt32LittleEndian(frame) == Crc32C.Compute(frame[PayloadCrcOffset..FrameHeaderSize], seed);
    }

    /// <summary>Checks the payload of a whole frame whose header holds.</summary>
    public static bool TryReadPayload(ReadOnlySpan<byte> frame, int payloadLength, out ReceivedDatagram datagram)
    {
        ReadOnlySpan<byte> payload = frame.Slice(FrameHeaderSize, payloadLength);
        datagram = new ReceivedDatagram(
            BinaryPrimitives.ReadInt64LittleEndian(frame[TimeOffset..]),
            IpAddress.FromV6(frame[AddressOffset..]),
            BinaryPrimitives.ReadUInt16LittleEndian(frame[PortOffset..]),
            payload,
            (MessageOrigin)frame[FlagsOffset]);
        return BinaryPrimitives.ReadUInt32LittleEndian(frame[PayloadCrcOffset..]) == Crc32C.Compute(payload);
    }
}
