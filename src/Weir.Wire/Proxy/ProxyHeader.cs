using System.Buffers.Binary;
using Weir.Wire.Primitives;

namespace Weir.Wire.Proxy;

/// <summary>
/// What a proxy puts before a connection or a datagram to say whose it is: version 2 of the PROXY protocol
/// (haproxy.org/download/2.9/doc/proxy-protocol.txt section 2.2).
/// <code>
/// signature 12 | version 4 bits, command 4 bits | family 4 bits, transport 4 bits | length of the rest be16
/// IPv4 (1):  source 4,  destination 4,  source port be16, destination port be16, then TLVs
/// IPv6 (2):  source 16, destination 16, source port be16, destination port be16, then TLVs
/// </code>
/// </summary>
/// <param name="Length">Octets of the header, TLVs included.</param>
/// <param name="IsTold">Whether an address is told; else it is the proxy's own talk (LOCAL), or of a family without addresses for us.</param>
/// <param name="Source">Whose it is.</param>
/// <param name="SourcePort">The port of this.</param>
public readonly record struct ProxyHeader(int Length, bool IsTold, IpAddress Source, ushort SourcePort)
{
    /// <summary>Octets before the part whose length is told.</summary>
    public const int FixedSize = 16;

    private const int VersionOffset = 12;
    private const int FamilyOffset = 13;
    private const int LengthOffset = 14;
    private const int V4Size = 12;
    private const int V6Size = 36;
    private const byte Local = 0x20;
    private const byte Proxied = 0x21;

    private static ReadOnlySpan<byte> Signature => [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    /// <summary>Octets that a header of either version has at least: what may be read of a stream when nothing is known of it.</summary>
    public const int ShortestSize = ProxyLine.ShortestSize;

    /// <summary>Reads a header of either version from the start of a connection. Datagrams have version 2 alone.</summary>
    /// <param name="octets">What came.</param>
    /// <param name="header">The header; where the status is <see cref="DecodeStatus.Truncated"/> as many octets as it has at least, which is more than came, and nothing else.</param>
    /// <returns>As <see cref="TryRead"/>; <see cref="DecodeStatus.BadLength"/> is a line that is too long, or tells no addresses, too.</returns>
    public static DecodeStatus TryReadStream(ReadOnlySpan<byte> octets, out ProxyHeader header)
    {
        if (octets is [ProxyLine.First, ..]) return ProxyLine.TryRead(octets, out header);
        DecodeStatus status = TryRead(octets, out header);
        if (status == DecodeStatus.Truncated && header.Length == 0) header = new(octets.IsEmpty ? ShortestSize : FixedSize, false, default, 0);
        return status;
    }

    /// <summary>Reads a header from the start of <paramref name="octets"/>.</summary>
    /// <param name="octets">What came.</param>
    /// <param name="header">The header; where the status is <see cref="DecodeStatus.Truncated"/> its length, once that is known, and nothing else.</param>
    /// <returns>
    /// <see cref="DecodeStatus.Truncated"/>: so far so good; <see cref="DecodeStatus.UnknownVersion"/>: not a header of version 2;
    /// <see cref="DecodeStatus.BadLength"/>: shorter than the addresses it has to tell.
    /// </returns>
    public static DecodeStatus TryRead(ReadOnlySpan<byte> octets, out ProxyHeader header)
    {
        header = default;
        int seen = Math.Min(octets.Length, Signature.Length);
        if (!octets[..seen].SequenceEqual(Signature[..seen])) return DecodeStatus.UnknownVersion;
        if (octets.Length > VersionOffset && octets[VersionOffset] is not (Local or Proxied)) return DecodeStatus.UnknownVersion;
        if (octets.Length < FixedSize) return DecodeStatus.Truncated;
        int family = octets[FamilyOffset] >> 4;
        int length = FixedSize + BinaryPrimitives.ReadUInt16BigEndian(octets[LengthOffset..]);
        bool isTold = octets[VersionOffset] == Proxied && family is 1 or 2;
        if (isTold && length < FixedSize + (family == 1 ? V4Size : V6Size)) return DecodeStatus.BadLength;
        header = new(length, false, default, 0);
        if (octets.Length < length) return DecodeStatus.Truncated;
        if (!isTold) return DecodeStatus.Ok;
        ReadOnlySpan<byte> addresses = octets[FixedSize..];
        header = family == 1
            ? new(length, true, IpAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(addresses)), BinaryPrimitives.ReadUInt16BigEndian(addresses[8..]))
            : new(length, true, IpAddress.FromV6(addresses), BinaryPrimitives.ReadUInt16BigEndian(addresses[32..]));
        return DecodeStatus.Ok;
    }
}
