using Weir.Wire.Primitives;

namespace Weir.Wire.SFlow;

/// <summary>An address as sFlow has it: 32 bits of type (0 unknown, 1 IPv4, 2 IPv6), then no, 4 or 16 octets.</summary>
public static class SFlowAddress
{
    internal const uint Unknown = 0, Ipv4 = 1, Ipv6 = 2;

    private const int Ipv6Size = 16;

    /// <summary>Reads an address; none where the type is unknown. A type that does not exist is a <see cref="DecodeStatus.BadLength"/>: it leaves the length open.</summary>
    public static DecodeStatus TryRead(ref WireReader reader, out IpAddress address)
    {
        address = default;
        if (!reader.TryReadUInt32(out uint type)) return DecodeStatus.Truncated;
        switch (type)
        {
            case Unknown:
                return DecodeStatus.Ok;
            case Ipv4 when reader.TryReadUInt32(out uint bits):
                address = IpAddress.FromV4(bits);
                return DecodeStatus.Ok;
            case Ipv6 when reader.TryReadBytes(Ipv6Size, out ReadOnlySpan<byte> octets):
                address = IpAddress.FromV6(octets);
                return DecodeStatus.Ok;
            default:
                return type is Ipv4 or Ipv6 ? DecodeStatus.Truncated : DecodeStatus.BadLength;
        }
    }
}
