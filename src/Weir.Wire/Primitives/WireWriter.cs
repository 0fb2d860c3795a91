using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Weir.Wire.Primitives;

/// <summary>
/// Writes big-endian integers and octets to the front of a span it never outgrows: a write that does not fit
/// returns <see langword="false"/> and writes nothing.
/// </summary>
public ref struct WireWriter(Span<byte> bytes)
{
    private readonly Span<byte> _bytes = bytes;

    /// <summary>Octets written since the start.</summary>
    public int Position { get; private set; }

    /// <summary>Octets that still fit.</summary>
    public readonly int Remaining => _bytes.Length - Position;

    /// <summary>What has been written.</summary>
    public readonly ReadOnlySpan<byte> Written => _bytes[..Position];

    /// <summary>Writes one octet.</summary>
    public bool TryWriteByte(byte value)
    {
        if (Remaining < 1) return false;
        _bytes[Position++] = value;
        return true;
    }

    /// <summary>Writes two octets, most significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryWriteUInt16(ushort value)
    {
        if (!BinaryPrimitives.TryWriteUInt16BigEndian(_bytes[Position..], value)) return false;
        Position += sizeof(ushort);
        return true;
    }

    /// <summary>Writes four octets, most significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryWriteUInt32(uint value)
    {
        if (!BinaryPrimitives.TryWriteUInt32BigEndian(_bytes[Position..], value)) return false;
        Position += sizeof(uint);
        return true;
    }

    /// <summary>Writes eight octets, most significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryWriteUInt64(ulong value)
    {
        if (!BinaryPrimitives.TryWriteUInt64BigEndian(_bytes[Position..], value)) return false;
        Position += sizeof(ulong);
        return true;
    }

    /// <summary>Copies octets.</summary>
    public bool TryWriteBytes(scoped ReadOnlySpan<byte> value)
    {
        if (!value.TryCopyTo(_bytes[Position..])) return false;
        Position += value.Length;
        return true;
    }

    /// <summary>Takes the next <paramref name="length"/> octets for the caller to fill; they are not cleared.</summary>
    public bool TryReserve(int length, out Span<byte> reserved)
    {
        if ((uint)length > (uint)Remaining)
        {
            reserved = default;
            return false;
        }

        reserved = _bytes.Slice(Position, length);
        Position += length;
        return true;
    }

    /// <summary>Writes two octets at a place already passed: length and count fields known only at the end.</summary>
    public readonly void PatchUInt16(int position, ushort value) =>
        BinaryPrimitives.WriteUInt16BigEndian(_bytes[..Position][position..], value);
}
