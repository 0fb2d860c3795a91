using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Metering;

/// <summary>
/// What makes two packets one flow (the flow key of RFC 7011 section 2): addresses, ports, protocol and IP version.
/// For ICMP the destination port's place holds the type in its upper octet and the code in its lower one.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct FlowKey : IEquatable<FlowKey>
{
    /// <summary>Octets of a key. All of them take part in comparison; what is not used is zero.</summary>
    public const int Size = 40;

    /// <summary>The later fragments of an ICMP message: without it they would pass for echo replies, whose type and code are 0.</summary>
    private const ulong IcmpTypeUnknown = 1UL << 48;

    [FieldOffset(0)] public IpAddress Source;
    [FieldOffset(16)] public IpAddress Destination;
    [FieldOffset(32)] public ushort SourcePort;
    [FieldOffset(34)] public ushort DestinationPort;
    [FieldOffset(36)] public byte Protocol;

    /// <summary>4 or 6; 0 only where there is no flow.</summary>
    [FieldOffset(37)] public byte IpVersion;

    /// <summary>The lowest bit is 1 for ICMP of unknown type; the others are <see cref="PacketFields.KeyExtension"/>.</summary>
    [FieldOffset(38)] public ushort Extension;

    // The last eight octets in one store: read back whole by the hash, single stores of one and two octets could not be
    // forwarded to that read.
    [FieldOffset(32)] private ulong _tail;

    /// <summary>The key of a packet. Ports that were not captured, and those of later fragments, are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void From(in PacketFields packet, out FlowKey key)
    {
        Unsafe.SkipInit(out key);
        key.Source = packet.Source;
        key.Destination = packet.Destination;
        ulong version = packet.EtherType == EtherTypes.Ipv6 ? 6UL : 4UL;
        ulong tail = version << 40 | (ulong)packet.Protocol << 32 | (ulong)packet.KeyExtension << 48;
        if ((packet.Parts & PacketParts.Ports) != 0) tail |= (uint)packet.DestinationPort << 16 | packet.SourcePort;
        else if ((packet.Parts & PacketParts.Icmp) != 0) tail |= (uint)packet.IcmpType << 24 | (uint)packet.IcmpCode << 16;
        else if (packet.Protocol is IpProtocols.Icmp or IpProtocols.Icmpv6) tail |= IcmpTypeUnknown;
        key._tail = tail;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Equals(FlowKey other) => Equals(in this, in other);

    /// <summary>Whether all octets are the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Equals(in FlowKey left, in FlowKey right)
    {
        ref byte l = ref Unsafe.As<FlowKey, byte>(ref Unsafe.AsRef(in left));
        ref byte r = ref Unsafe.As<FlowKey, byte>(ref Unsafe.AsRef(in right));
        return Vector256.LoadUnsafe(ref l) == Vector256.LoadUnsafe(ref r)
            && Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref l, 32)) == Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref r, 32));
    }

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is FlowKey other && Equals(other);

    /// <summary>For dictionaries in tests and tools; the flow table uses <see cref="FlowKeyHash"/>.</summary>
    public override readonly int GetHashCode() => HashCode.Combine(Source, Destination, SourcePort, DestinationPort, Protocol, IpVersion, Extension);

    /// <inheritdoc/>
    public override readonly string ToString() => $"{Source} {SourcePort} > {Destination} {DestinationPort} {Protocol} v{IpVersion} {Extension}";

    public static bool operator ==(FlowKey left, FlowKey right) => Equals(in left, in right);

    public static bool operator !=(FlowKey left, FlowKey right) => !Equals(in left, in right);
}
