using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Wire.NetFlowV9;

/// <summary>Opens one NetFlow v9 export packet (RFC 3954 section 5): its header is read, its FlowSets are then walked.</summary>
public static class NetFlowV9MessageReader
{
    /// <summary>Reads the header.</summary>
    public static DecodeStatus TryOpen(ReadOnlySpan<byte> message, out NetFlowV9Header header, out SetReader sets)
    {
        DecodeStatus status = NetFlowV9Header.TryRead(message, out header);
        sets = status == DecodeStatus.Ok ? new SetReader(message, NetFlowV9Header.Size, TemplateProtocol.NetFlowV9) : default;
        return status;
    }
}
