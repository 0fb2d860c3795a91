using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Wire.Ipfix;

/// <summary>Opens one IPFIX message (RFC 7011 section 3): its header is checked, its sets are then walked.</summary>
public static class IpfixMessageReader
{
    /// <summary>
    /// Reads the header. Octets behind the message's own length are left alone: on a stream they are the next message.
    /// </summary>
    public static DecodeStatus TryOpen(ReadOnlySpan<byte> message, out IpfixHeader header, out SetReader sets)
    {
        DecodeStatus status = IpfixHeader.TryRead(message, out header);
        sets = status == DecodeStatus.Ok
            ? new SetReader(message[..header.Length], IpfixHeader.Size, TemplateProtocol.Ipfix)
            : default;
        return status;
    }
}
