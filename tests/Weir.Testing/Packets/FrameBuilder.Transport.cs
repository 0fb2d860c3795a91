using System.Buffers.Binary;
using System.Numerics;

namespace Weir.Testing.Packets;

/// <content>TCP, UDP, UDP-Lite, SCTP, DCCP, ICMP.</content>
public sealed partial class FrameBuilder
{
    /// <summary>Adds a TCP header; <paramref name="flags"/> are the nine control bits, 0x100 being NS.</summary>
    public FrameBuilder Tcp(ushort source, ushort destination, ushort flags = 0x10, uint sequence = 1, uint acknowledgment = 0, byte[]? options = null)
    {
        int start = _octets.Count;
        int offset = 5 + (options?.Length ?? 0) / 4;
        Protocol(6).UInt16(source).UInt16(destination).UInt32(sequence).UInt32(acknowledgment);
        UInt16((ushort)(offset << 12 | flags)).UInt16(0xFFFF).UInt16(0).UInt16(0).Octets(options);
        return ChecksumAt(start, 16, 6);
    }

    /// <summary>Adds a UDP header.</summary>
    public FrameBuilder Udp(ushort source, ushort destination)
    {
        int start = _octets.Count;
        Protocol(17).UInt16(source).UInt16(destination).UInt16(0).UInt16(0);
        ChecksumAt(start, 6, 17);
        _fixups.Add(frame => BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(start + 4), (ushort)(_ipEnd - start)));
        return this;
    }

    /// <summary>Adds a UDP-Lite header that covers the whole datagram (RFC 3828 section 3.1).</summary>
    public FrameBuilder UdpLite(ushort source, ushort destination)
    {
        int start = _octets.Count;
        return Protocol(136).UInt16(source).UInt16(destination).UInt16(0).UInt16(0).ChecksumAt(start, 6, 136);
    }

    /// <summary>Adds an SCTP common header (RFC 9260 section 3.1) and a COOKIE ACK chunk, which is the shortest.</summary>
    public FrameBuilder Sctp(ushort source, ushort destination, uint verificationTag = 1)
    {
        int start = _octets.Count;
        Protocol(132).UInt16(source).UInt16(destination).UInt32(verificationTag).UInt32(0).Octet(11).Octet(0).UInt16(4);
        _fixups.Add(frame =>
        {
            uint crc = uint.MaxValue;
            foreach (byte octet in frame.AsSpan(start, _ipEnd - start)) crc = BitOperations.Crc32C(crc, octet);
            BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(start + 8), ~crc);
        });
        return this;
    }

    /// <summary>Adds a DCCP DataAck header with long sequence numbers (RFC 4340 section 5.1).</summary>
    public FrameBuilder Dccp(ushort source, ushort destination)
    {
        int start = _octets.Count;
        Protocol(33).UInt16(source).UInt16(destination).Octet(6).Octet(0).UInt16(0).Octet(4 << 1 | 1).Octet(0).UInt16(0).UInt32(1);
        return UInt32(0).UInt32(0).ChecksumAt(start, 6, 33);
    }

    /// <summary>Adds an ICMP header of 8 octets.</summary>
    public FrameBuilder Icmp(byte type, byte code)
    {
        int start = _octets.Count;
        Protocol(1).Octet(type).Octet(code).UInt16(0).UInt32(0);
        _fixups.Add(frame => BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(start + 2), Checksum(frame.AsSpan(start, _ipEnd - start), 0)));
        return this;
    }

    /// <summary>Adds an ICMPv6 header of 8 octets.</summary>
    public FrameBuilder Icmpv6(byte type, byte code)
    {
        int start = _octets.Count;
        return Protocol(58).Octet(type).Octet(code).UInt16(0).UInt32(0).ChecksumAt(start, 2, 58);
    }

    private FrameBuilder ChecksumAt(int start, int offset, byte protocol)
    {
        Func<byte, int, uint> pseudoHeaderSum = _pseudoHeaderSum;
        _fixups.Add(frame =>
        {
            Span<byte> segment = frame.AsSpan(start, _ipEnd - start);
            ushort checksum = Checksum(segment, pseudoHeaderSum(protocol, segment.Length));
            BinaryPrimitives.WriteUInt16BigEndian(segment[offset..], checksum == 0 && protocol == 17 ? ushort.MaxValue : checksum);
        });
        return this;
    }
}
