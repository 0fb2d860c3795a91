using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Wire.Primitives;

namespace Weir.Wire.Packets;

/// <summary>
/// The one shape that most packets have, read without a branch for what it has not: an untagged Ethernet frame with an IPv4 header
/// without options, no fragment, and TCP or UDP. What it says the general parser would say too, and a test compares them; it takes
/// three quarters of the time (bench/Weir.CaptureSpeed).
/// </summary>
internal static class CommonPacket
{
    /// <summary>Ethernet, IPv4 and TCP; a shorter frame is left to the general parser.</summary>
    private const int Size = 54;

    private const byte VersionAndHeaderLength = 0x45;
    private const ushort MoreFragmentsAndOffset = 0x3FFF;

    private const int NetworkOffset = 14;
    private const int TransportOffset = NetworkOffset + 20;

    /// <summary>IPv4 and TCP header: a total length below it is left to the general parser.</summary>
    private const int SmallestTotalLength = 40;

    /// <summary>Fills cleared fields, or says no and leaves them as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParse(ReadOnlySpan<byte> octets, ref PacketFields fields)
    {
        if (octets.Length < Size) return false;
        ref byte frame = ref MemoryMarshal.GetReference(octets);
        ushort totalLength = ReadUInt16(ref frame, 16);
        byte protocol = Unsafe.Add(ref frame, 23);
        if (ReadUInt16(ref frame, 12) != EtherTypes.Ipv4
            || Unsafe.Add(ref frame, 14) != VersionAndHeaderLength
            || (ReadUInt16(ref frame, 20) & MoreFragmentsAndOffset) != 0
            || totalLength < SmallestTotalLength
            || protocol is not (IpProtocols.Tcp or IpProtocols.Udp)) return false;

        fields.DestinationMac = new(ReadUInt64(ref frame, 0) >> 16);
        fields.SourceMac = new(ReadUInt64(ref frame, 6) >> 16);
        fields.EtherType = EtherTypes.Ipv4;
        fields.NetworkOffset = NetworkOffset;
        fields.TransportOffset = TransportOffset;
        fields.IpLength = totalLength;
        fields.Protocol = protocol;
        fields.Tos = Unsafe.Add(ref frame, 15);
        fields.FragmentId = ReadUInt16(ref frame, 18);
        fields.Ttl = Unsafe.Add(ref frame, 22);
        fields.Source = IpAddress.FromV4(ReadUInt32(ref frame, 26));
        fields.Destination = IpAddress.FromV4(ReadUInt32(ref frame, 30));
        uint ports = ReadUInt32(ref frame, 34);
        fields.SourcePort = (ushort)(ports >> 16);
        fields.DestinationPort = (ushort)ports;
        bool isTcp = protocol == IpProtocols.Tcp;
        fields.TcpFlags = (ushort)(isTcp ? ReadUInt16(ref frame, 46) & 0x1FF : 0);
        fields.Parts |= PacketParts.Macs | PacketParts.Ports | (isTcp ? PacketParts.TcpFlags : 0);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ushort ReadUInt16(ref byte frame, int offset) => Ordered(Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref frame, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ReadUInt32(ref byte frame, int offset)
    {
        uint value = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref frame, offset));
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ReadUInt64(ref byte frame, int offset)
    {
        ulong value = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref frame, offset));
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ushort Ordered(ushort value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
}
