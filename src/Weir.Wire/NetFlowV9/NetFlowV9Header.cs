using System.Buffers.Binary;
using Weir.Wire.Primitives;

namespace Weir.Wire.NetFlowV9;

/// <summary>
/// The header of a NetFlow v9 export packet (RFC 3954 section 5.1).
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |       Version Number          |            Count              |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                           sysUpTime                           |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                           UNIX Secs                           |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                       Sequence Number                         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        Source ID                              |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// It tells no length: the datagram is the message.
/// </summary>
/// <param name="Count">Records in the packet, template records included. Exporters disagree on it; nothing here relies on it.</param>
/// <param name="SysUpTimeMilliseconds">Since the exporter started, modulo 2^32.</param>
/// <param name="UnixSeconds">When the packet left the exporter: seconds since 1970-01-01 UTC.</param>
/// <param name="SequenceNumber">Packets sent before this one by this source, modulo 2^32.</param>
/// <param name="SourceId">Which part of the exporter sent it.</param>
public readonly record struct NetFlowV9Header(
    ushort Count, uint SysUpTimeMilliseconds, uint UnixSeconds, uint SequenceNumber, uint SourceId)
{
    /// <summary>The number in the version field.</summary>
    public const ushort Version = 9;

    /// <summary>Octets of the header.</summary>
    public const int Size = 20;

    private const int CountOffset = 2;
    private const int SysUpTimeOffset = 4;
    private const int UnixSecondsOffset = 8;
    private const int SequenceOffset = 12;
    private const int SourceIdOffset = 16;

    /// <summary>Reads the header.</summary>
    public static DecodeStatus TryRead(ReadOnlySpan<byte> message, out NetFlowV9Header header)
    {
        header = default;
        if (message.Length < Size) return DecodeStatus.Truncated;
        if (BinaryPrimitives.ReadUInt16BigEndian(message) != Version) return DecodeStatus.UnknownVersion;
        header = new(
            BinaryPrimitives.ReadUInt16BigEndian(message[CountOffset..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[SysUpTimeOffset..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[UnixSecondsOffset..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[SequenceOffset..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[SourceIdOffset..]));
        return DecodeStatus.Ok;
    }

    /// <summary>Writes the header over the first <see cref="Size"/> octets.</summary>
    public void Write(Span<byte> message)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message, Version);
        BinaryPrimitives.WriteUInt16BigEndian(message[CountOffset..], Count);
        BinaryPrimitives.WriteUInt32BigEndian(message[SysUpTimeOffset..], SysUpTimeMilliseconds);
        BinaryPrimitives.WriteUInt32BigEndian(message[UnixSecondsOffset..], UnixSeconds);
        BinaryPrimitives.WriteUInt32BigEndian(message[SequenceOffset..], SequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(message[SourceIdOffset..], SourceId);
    }
}
