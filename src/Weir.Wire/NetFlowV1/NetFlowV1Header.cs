using System.Buffers.Binary;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Wire.NetFlowV1;

/// <summary>
/// The header of a NetFlow v1 packet (Cisco, «NetFlow Export Datagram Format», table B-1). It has neither sequence number nor engine.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-------------------------------+-------------------------------+
/// |            version            |             count             |
/// +-------------------------------+-------------------------------+
/// |                          sys_uptime                           |
/// +---------------------------------------------------------------+
/// |                           unix_secs                           |
/// +---------------------------------------------------------------+
/// |                          unix_nsecs                           |
/// +---------------------------------------------------------------+
/// </code>
/// </summary>
/// <param name="Count">Records in the packet.</param>
/// <param name="SysUpTimeMilliseconds">Since the exporter started, modulo 2^32.</param>
/// <param name="UnixSeconds">When the packet left the exporter: seconds since 1970-01-01 UTC.</param>
/// <param name="UnixNanoseconds">The rest of that time below a second.</param>
public readonly record struct NetFlowV1Header(ushort Count, uint SysUpTimeMilliseconds, uint UnixSeconds, uint UnixNanoseconds)
{
    /// <summary>The number in the version field.</summary>
    public const ushort Version = 1;

    /// <summary>Octets of the header.</summary>
    public const int Size = 16;

    /// <summary>
    /// Reads the header and gives the octets of the whole records that came. Where fewer came than the count field says, the status is
    /// <see cref="DecodeStatus.Truncated"/> and the records that did come stand all the same; octets beyond the count are ignored.
    /// </summary>
    public static DecodeStatus TryOpen(ReadOnlySpan<byte> message, out NetFlowV1Header header, out ReadOnlySpan<byte> records)
    {
        header = default;
        records = default;
        if (message.Length < Size) return DecodeStatus.Truncated;
        if (BinaryPrimitives.ReadUInt16BigEndian(message) != Version) return DecodeStatus.UnknownVersion;
        header = new(
            BinaryPrimitives.ReadUInt16BigEndian(message[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[12..]));
        return FixedRecords.Take(message[Size..], header.Count, NetFlowV1Record.Size, out records);
    }
}
