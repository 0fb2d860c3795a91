using System.Buffers.Binary;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Wire.NetFlowV7;

/// <summary>
/// The header of a NetFlow v7 packet, which Catalyst 5000 switches send (Cisco, «NetFlow Export Datagram Format», table B-5).
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
/// |                         flow_sequence                         |
/// +---------------------------------------------------------------+
/// |                           reserved                            |
/// +---------------------------------------------------------------+
/// </code>
/// </summary>
/// <param name="Count">Records in the packet.</param>
/// <param name="SysUpTimeMilliseconds">Since the exporter started, modulo 2^32.</param>
/// <param name="UnixSeconds">When the packet left the exporter: seconds since 1970-01-01 UTC.</param>
/// <param name="UnixNanoseconds">The rest of that time below a second.</param>
/// <param name="FlowSequence">Flow records sent before this packet, modulo 2^32.</param>
public readonly record struct NetFlowV7Header(ushort Count, uint SysUpTimeMilliseconds, uint UnixSeconds, uint UnixNanoseconds, uint FlowSequence)
{
    /// <summary>The number in the version field.</summary>
    public const ushort Version = 7;

    /// <summary>Octets of the header.</summary>
    public const int Size = 24;

    /// <summary>
    /// Reads the header and gives the octets of the whole records that came. Where fewer came than the count field says, the status is
    /// <see cref="DecodeStatus.Truncated"/> and the records that did come stand all the same; octets beyond the count are ignored.
    /// </summary>
    public static DecodeStatus TryOpen(ReadOnlySpan<byte> message, out NetFlowV7Header header, out ReadOnlySpan<byte> records)
    {
        header = default;
        records = default;
        if (message.Length < Size) return DecodeStatus.Truncated;
        if (BinaryPrimitives.ReadUInt16BigEndian(message) != Version) return DecodeStatus.UnknownVersion;
        header = new(
            BinaryPrimitives.ReadUInt16BigEndian(message[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[16..]));
        return FixedRecords.Take(message[Size..], header.Count, NetFlowV7Record.Size, out records);
    }
}
