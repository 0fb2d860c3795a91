using System.Runtime.InteropServices;

namespace Weir.Capture.Netlink;

/// <summary>
/// Walks attributes (struct nlattr): each has its length with this header, its type, its value, and is padded to 32 bits.
/// An attribute whose length cannot be ends the walk.
/// <code>
/// +-----------+---------+------------+---------+
/// | length 16 | type 16 | value …    | padding |
/// +-----------+---------+------------+---------+
/// </code>
/// </summary>
internal ref struct NetlinkAttributes(ReadOnlySpan<byte> attributes)
{
    private const int HeaderSize = 4;
    private const int TypeOffset = 2;

    // The two upper bits say nested and network byte order.
    private const ushort TypeMask = 0x3FFF;

    private ReadOnlySpan<byte> _rest = attributes;

    /// <summary>Octets with padding.</summary>
    public static int Aligned(int length) => (length + 3) & ~3;

    /// <summary>Reads the next attribute.</summary>
    public bool TryRead(out ushort type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (_rest.Length < HeaderSize) return false;
        ushort length = MemoryMarshal.Read<ushort>(_rest);
        if (length < HeaderSize || length > _rest.Length) return false;
        type = (ushort)(MemoryMarshal.Read<ushort>(_rest[TypeOffset..]) & TypeMask);
        value = _rest[HeaderSize..length];
        _rest = _rest[Math.Min(_rest.Length, Aligned(length))..];
        return true;
    }
}
