using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Weir.Wire.Primitives;

namespace Weir.Collector.Teeing;

/// <summary>
/// Writes a UDP datagram (RFC 768) with the IP header in front, from whatever address. Of an IPv4 header the kernel fills in what is
/// left zero: length, identification and checksum (raw(7)).
/// </summary>
internal static class SpoofedDatagram
{
    /// <summary>Octets of the longest headers: IPv6 and UDP.</summary>
    public const int MaxHeaderSize = V6Size + UdpSize;

    /// <summary>Octets of the longest payload in IPv4, whose total length has 16 bits.</summary>
    public const int MaxV4Payload = ushort.MaxValue - V4Size - UdpSize;

    /// <summary>Octets of the longest payload in IPv6, whose payload length has 16 bits.</summary>
    public const int MaxV6Payload = ushort.MaxValue - UdpSize;

    private const int V4Size = 20;
    private const int V6Size = 40;
    private const int UdpSize = 8;
    private const int ChecksumOffset = 6;
    private const byte Udp = 17;
    private const byte HopLimit = 64; // IANA's recommended default

    /// <summary>Writes headers and payload.</summary>
    /// <returns>Octets written.</returns>
    public static int Write(Span<byte> packet, IpAddress source, ushort sourcePort, IpAddress target, ushort targetPort, ReadOnlySpan<byte> payload)
    {
        int length = UdpSize + payload.Length;
        Span<byte> addresses = stackalloc byte[32];
        int header = target.IsV4 ? V4Size : V6Size;
        packet[..header].Clear();
        if (target.IsV4)
        {
            addresses = addresses[..8];
            BinaryPrimitives.WriteUInt32BigEndian(addresses, source.V4Bits);
            BinaryPrimitives.WriteUInt32BigEndian(addresses[4..], target.V4Bits);
            (packet[0], packet[8], packet[9]) = (0x45, HopLimit, Udp);
        }
        else
        {
            source.WriteV6(addresses);
            target.WriteV6(addresses[16..]);
            packet[0] = 0x60;
            BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)length);
            (packet[6], packet[7]) = (Udp, HopLimit);
        }

        addresses.CopyTo(packet[(header - addresses.Length)..]);
        Span<byte> datagram = packet.Slice(header, length);
        BinaryPrimitives.WriteUInt16BigEndian(datagram, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[2..], targetPort);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[4..], (ushort)length);
        datagram.Slice(ChecksumOffset, 2).Clear();
        payload.CopyTo(datagram[UdpSize..]);
        ushort checksum = Fold(Sum(addresses) + Sum(datagram) + Udp + (ulong)length);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[ChecksumOffset..], checksum == 0 ? ushort.MaxValue : checksum); // zero would mean none
        return header + length;
    }

    /// <summary>Fills in what <see cref="Write"/> leaves to the kernel, for packets that go into a file.</summary>
    public static void Complete(Span<byte> packet)
    {
        if (packet[0] >> 4 != 4) return;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], Fold(Sum(packet[..V4Size])));
    }

    private static ulong Sum(ReadOnlySpan<byte> octets)
    {
        ulong sum = 0;
        foreach (ushort word in MemoryMarshal.Cast<byte, ushort>(octets)) sum += BinaryPrimitives.ReverseEndianness(word);
        return octets.Length % 2 == 0 ? sum : sum + ((ulong)octets[^1] << 8);
    }

    private static ushort Fold(ulong sum)
    {
        while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }
}
