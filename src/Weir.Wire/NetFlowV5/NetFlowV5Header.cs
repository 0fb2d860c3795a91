using System.Buffers.Binary;
using Weir.Wire.Primitives;

namespace Weir.Wire.NetFlowV5;

/// <summary>
/// The header of a NetFlow v5 packet (Cisco, «NetFlow Export Datagram Format», table B-3).
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
/// +---------------+---------------+---+---------------------------+
/// |  engine_type  |   engine_id   |mod|     sampling_interval     |
/// +---------------+---------------+---+---------------------------+
/// </code>
/// </summary>
/// <param name="Count">Records in the packet.</param>
/// <param name="SysUpTimeMilliseconds">Since the exporter started, modulo 2^32.</param>
/// <param name="UnixSeconds">When the packet left the exporter: seconds since 1970-01-01 UTC.</param>
/// <param name="UnixNanoseconds">The rest of that time below a second.</param>
/// <param name="FlowSequence">Flow records sent before this packet by this engine, modulo 2^32.</param>
/// <param name="EngineType">Kind of the switching engine.</param>
/// <param name="EngineId">Slot of the switching engine.</param>
/// <param name="SamplingMode">2 bits; 0 says nothing of sampling.</param>
/// <param name="SamplingInterval">14 bits: packets for each one that was sampled; 0 says nothing.</param>
public readonly record struct NetFlowV5Header(
    ushort Count,
    uint SysUpTimeMilliseconds,
    uint UnixSeconds,
    uint UnixNanoseconds,
    uint FlowSequence,
    byte EngineType,
    byte EngineId,
    byte SamplingMode,
    ushort SamplingInterval)
{
    /// <summary>The number in the version field.</summary>
    public const ushort Version = 5;

    /// <summary>Octets of the header.</summary>
    public const int Size = 24;

    private const int CountOffset = 2;
    private const int SysUpTimeOffset = 4;
    private const int UnixSecondsOffset = 8;
    private const int UnixNanosecondsOffset = 12;
    private const int SequenceOffset = 16;
    private const int EngineTypeOffset = 20;
    private const int EngineIdOffset = 21;
    private const int SamplingOffset = 22;
    private const int SamplingModeShift = 14;
    private const int SamplingIntervalMask = 0x3FFF;

    /// <summary>Type and slot of the engine as one number: what source id and observation domain are to later protocols.</summary>
    public uint Engine => (uint)EngineType << 8 | EngineId;

    /// <summary>Reads the header.</summary>
    public static DecodeStatus TryRead(ReadOnlySpan<byte> message, out NetFlowV5Header header)
    {
        header = default;
        if (message.Length < Size) return DecodeStatus.Truncated;
        if (BinaryPrimitives.ReadUInt16BigEndian(message) != Version) return DecodeStatus.UnknownVersion;
        ushort sampling = BinaryPrimitives.ReadUInt16BigEndian(message[SamplingOffset..]);
        header = new(
            BinaryPrimitives.ReadUInt16BigEndian(message[CountOffset..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[SysUpTimeOffset..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[UnixSecondsOffset..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[UnixNanosecondsOffset..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[SequenceOffset..]),
            message[EngineTypeOffset],
            message[EngineIdOffset],
            (byte)(sampling >> SamplingModeShift),
            (ushort)(sampling & SamplingIntervalMask));
        return DecodeStatus.Ok;
    }

    /// <summary>Writes the header over the first <see cref="Size"/> octets.</summary>
    public void Write(Span<byte> message)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message, Version);
        BinaryPrimitives.WriteUInt16BigEndian(message[CountOffset..], Count);
        BinaryPrimitives.WriteUInt32BigEndian(message[SysUpTimeOffset..], SysUpTimeMilliseconds);
        BinaryPrimitives.WriteUInt32BigEndian(message[UnixSecondsOffset..], UnixSeconds);
        BinaryPrimitives.WriteUInt32BigEndian(message[UnixNanosecondsOffset..], UnixNanoseconds);
        BinaryPrimitives.WriteUInt32BigEndian(message[SequenceOffset..], FlowSequence);
        message[EngineTypeOffset] = EngineType;
        message[EngineIdOffset] = EngineId;
        BinaryPrimitives.WriteUInt16BigEndian(
            message[SamplingOffset..], (ushort)(SamplingMode << SamplingModeShift | SamplingInterval & SamplingIntervalMask));
    }
}
