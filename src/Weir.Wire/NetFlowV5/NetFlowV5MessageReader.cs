using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Wire.NetFlowV5;

/// <summary>Opens one NetFlow v5 packet.</summary>
public static class NetFlowV5MessageReader
{
    /// <summary>
    /// Reads the header and gives the octets of the whole records that came. Where fewer came than the count field says, the
    /// status is <see cref="DecodeStatus.Truncated"/> and the records that did come stand all the same; octets beyond the
    /// count are ignored.
    /// </summary>
    public static DecodeStatus TryOpen(ReadOnlySpan<byte> message, out NetFlowV5Header header, out ReadOnlySpan<byte> records)
    {
        records = default;
        DecodeStatus status = NetFlowV5Header.TryRead(message, out header);
        if (status != DecodeStatus.Ok) return status;
        return FixedRecords.Take(message[NetFlowV5Header.Size..], header.Count, NetFlowV5Record.Size, out records);
    }
}
