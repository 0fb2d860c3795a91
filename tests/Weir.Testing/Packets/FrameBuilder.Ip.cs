using System.Buffers.Binary;

namespace Weir.Testing.Packets;

/// <content>IPv4, IPv6 and its extension headers.</content>
public sealed partial class FrameBuilder
{
    /// <summary>Adds an IPv4 header. <paramref name="options"/> must be a multiple of four octets.</summary>
    public FrameBuilder Ipv4(
        string source,
        string destination,
        byte ttl = 64,
        byte tos = 0,
        ushort id = 0,
        int fragmentOffset = 0,
        bool moreFragments = false,
        bool dontFragment = false,
        byte[]? options = null,
        ushort? totalLength = null)
    {
        NextIsIp(v6: false);
        int start = _octets.Count;
        int size = 20 + (options?.Length ?? 0);
        int fragment = fragmentOffset / 8 | (moreFragments ? 0x2000 : 0) | (dontFragment ? 0x4000 : 0);
        Octet((byte)(0x40 | size / 4)).Octet(tos).UInt16(0).UInt16(id).UInt16((ushort)fragment).Octet(ttl);
        NamesNext(NextField.IpProtocol, 1).UInt16(0).Address(source, 4).Address(destination, 4).Octets(options);
        RemembersAddresses(start + 12, 8);
        _fixups.Add(frame =>
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(start + 2), totalLength ?? (ushort)(_ipEnd - start));
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(start + 10), Checksum(frame.AsSpan(start, size), 0));
        });
        return this;
    }

    /// <summary>Adds an IPv6 header.</summary>
    public FrameBuilder Ipv6(
        string source,
        string destination,
        byte hopLimit = 64,
        byte trafficClass = 0,
        uint flowLabel = 0,
        ushort? payloadLength = null)
    {
        NextIsIp(v6: true);
        int start = _octets.Count;
        UInt32(6u << 28 | (uint)trafficClass << 20 | flowLabel).UInt16(0).NamesNext(NextField.IpProtocol, 1).Octet(hopLimit);
        Address(source, 16).Address(destination, 16);
        RemembersAddresses(start + 8, 32);
        _fixups.Add(frame =>
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(start + 4), payloadLength ?? (ushort)(_ipEnd - start - 40)));
        return this;
    }

    /// <summary>Adds a hop-by-hop options header of 8 octets and eight more for each <paramref name="extraUnits"/>.</summary>
    public FrameBuilder HopByHop(int extraUnits = 0) => Extension(0, extraUnits);

    /// <summary>Adds a routing header.</summary>
    public FrameBuilder Routing(int extraUnits = 0) => Extension(43, extraUnits);

    /// <summary>Adds a destination options header.</summary>
    public FrameBuilder DestinationOptions(int extraUnits = 0) => Extension(60, extraUnits);

    /// <summary>Adds a mobility header.</summary>
    public FrameBuilder Mobility(int extraUnits = 0) => Extension(135, extraUnits);

    /// <summary>Adds a fragment header (RFC 8200 section 4.5).</summary>
    public FrameBuilder Fragment(int offset, bool more, uint id) =>
        Protocol(44).NamesNext(NextField.IpProtocol, 1).Octet(0).UInt16((ushort)(offset & 0xFFF8 | (more ? 1 : 0))).UInt32(id);

    /// <summary>Adds an authentication header with a 96-bit check value (RFC 4302 section 2).</summary>
    public FrameBuilder Authentication() =>
        Protocol(51).NamesNext(NextField.IpProtocol, 1).Octet(4).UInt16(0).UInt32(1).UInt32(1).Octets(new byte[12]);

    private FrameBuilder Extension(byte protocol, int extraUnits)
    {
        Protocol(protocol).NamesNext(NextField.IpProtocol, 1).Octet((byte)extraUnits);
        // One PadN option (RFC 8200 section 4.2) is the rest of it; no routing type reads it as anything.
        int rest = 6 + 8 * extraUnits;
        return Octet(1).Octet((byte)Math.Min(rest - 2, 255)).Octets(new byte[rest - 2]);
    }

    private void RemembersAddresses(int at, int length)
    {
        uint sum = Sum([.. _octets.GetRange(at, length)]);
        _pseudoHeaderSum = (protocol, size) => sum + protocol + (uint)size;
    }

    private static uint Sum(ReadOnlySpan<byte> octets)
    {
        uint sum = 0;
        for (int i = 0; i < octets.Length; i++) sum += (uint)octets[i] << ((i & 1) == 0 ? 8 : 0);
        return sum;
    }

    private static ushort Checksum(ReadOnlySpan<byte> octets, uint seed)
    {
        uint sum = Sum(octets) + seed;
        while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }
}
