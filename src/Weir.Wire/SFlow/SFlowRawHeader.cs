using Weir.Wire.Primitives;

namespace Weir.Wire.SFlow;

/// <summary>A raw packet header: the first octets of a sampled packet, borrowed from the datagram.</summary>
public readonly ref struct SFlowRawHeader
{
    private SFlowRawHeader(uint protocol, uint frameLength, uint stripped, ReadOnlySpan<byte> octets)
    {
        Protocol = (SFlowHeaderProtocol)protocol;
        FrameLength = frameLength;
        Stripped = stripped;
        Octets = octets;
    }

    /// <summary>What the first octet belongs to.</summary>
    public SFlowHeaderProtocol Protocol { get; }

    /// <summary>Octets on the wire, the stripped ones included.</summary>
    public uint FrameLength { get; }

    /// <summary>Octets taken off the packet before it was sampled: the frame check sequence for instance.</summary>
    public uint Stripped { get; }

    /// <summary>The packet's first octets.</summary>
    public ReadOnlySpan<byte> Octets { get; }

    /// <summary>Reads the record. Octets that it says it has and has not are <see cref="DecodeStatus.BadLength"/>.</summary>
    public static DecodeStatus TryRead(ReadOnlySpan<byte> record, out SFlowRawHeader header)
    {
        header = default;
        var reader = new WireReader(record);
        if (!reader.TryReadUInt32(out uint protocol) || !reader.TryReadUInt32(out uint frameLength)
            || !reader.TryReadUInt32(out uint stripped) || !reader.TryReadUInt32(out uint length)) return DecodeStatus.Truncated;
        if (length > (uint)reader.Remaining) return DecodeStatus.BadLength;
        header = new(protocol, frameLength, stripped, reader.Rest[..(int)length]);
        return DecodeStatus.Ok;
    }
}
