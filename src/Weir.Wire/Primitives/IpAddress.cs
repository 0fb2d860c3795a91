using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Wire.Primitives;

/// <summary>
/// An IPv4 or IPv6 address in 16 bytes with no heap object: IPv4 is held IPv4-mapped (::ffff:a.b.c.d, RFC 4291
/// section 2.5.5.2), so that one ordering, one hash and one column serve both. All zeros is «none».
/// </summary>
/// <param name="High">The first 64 bits in host order; zero for IPv4.</param>
/// <param name="Low">The last 64 bits in host order.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct IpAddress(ulong High, ulong Low) : IComparable<IpAddress>
{
    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    /// <summary>The IPv4 address whose 32 bits are <paramref name="bits"/>, most significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IpAddress FromV4(uint bits) => new(0, MappedPrefix | bits);

    /// <summary>Reads 16 octets in network order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IpAddress FromV6(ReadOnlySpan<byte> octets) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(octets), BinaryPrimitives.ReadUInt64BigEndian(octets[8..]));

    /// <summary>The same address from the framework's own type.</summary>
    public static IpAddress From(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        return address.TryWriteBytes(octets, out int written) && written == 4
            ? FromV4(BinaryPrimitives.ReadUInt32BigEndian(octets))
            : FromV6(octets);
    }

    /// <summary>Reads text as people write addresses; no zone indexes, no shortened IPv4.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        if (text.Contains('%') || !IPAddress.TryParse(text, out IPAddress? parsed)) return false;
        if (parsed.AddressFamily == AddressFamily.InterNetwork && text.Count('.') != 3) return false;
        address = From(parsed);
        return true;
    }

    /// <summary>Whether this is an IPv4 address.</summary>
    public bool IsV4
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => High == 0 && Low >> 32 == MappedPrefix >> 32;
    }

    /// <summary>Whether no address is held.</summary>
    public bool IsNone => (High | Low) == 0;

    /// <summary>The 32 bits of an IPv4 address; meaningless for IPv6.</summary>
    public uint V4Bits => (uint)Low;

    /// <summary>Writes 16 octets in network order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteV6(Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt64BigEndian(octets, High);
        BinaryPrimitives.WriteUInt64BigEndian(octets[8..], Low);
    }

    /// <summary>The framework's own type for the same address; IPv4 comes back as IPv4.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> octets = stackalloc byte[16];
        WriteV6(octets);
        return IsV4 ? new IPAddress(octets[12..]) : new IPAddress(octets);
    }

    /// <inheritdoc/>
    public int CompareTo(IpAddress other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    /// <summary>Orders by the 128 bits.</summary>
    public static bool operator <(IpAddress left, IpAddress right) => left.CompareTo(right) < 0;

    /// <summary>Orders by the 128 bits.</summary>
    public static bool operator >(IpAddress left, IpAddress right) => left.CompareTo(right) > 0;

    /// <summary>Orders by the 128 bits.</summary>
    public static bool operator <=(IpAddress left, IpAddress right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by the 128 bits.</summary>
    public static bool operator >=(IpAddress left, IpAddress right) => left.CompareTo(right) >= 0;

    /// <summary>Dotted quad, or RFC 5952 text; empty for «none».</summary>
    public override string ToString() => IsNone ? "" : ToIPAddress().ToString();
}
