using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Weir.Wire.Primitives;

/// <summary>
/// Reads big-endian integers and slices from the front of a span. Every read says whether the bytes were there;
/// a read that fails consumes nothing.
/// </summary>
public ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Octets consumed since the start.</summary>
    public int Position { get; private set; }

    /// <summary>Octets not yet consumed.</summary>
    public readonly int Remaining => _bytes.Length - Position;

    /// <summary>The octets not yet consumed.</summary>
    public readonly ReadOnlySpan<byte> Rest => _bytes[Position..];

    /// <summary>Reads one octet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadByte(out byte value)
    {
        if (Remaining < 1)
        {
            value = 0;
            return false;
        }

        value = _bytes[Position++];
        return true;
    }

    /// <summary>Reads two octets, most significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadUInt16(out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_bytes[Position..], out value)) return false;
        Position += sizeof(ushort);
        return true;
    }

    /// <summary>Reads four octets, most significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadUInt32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(_bytes[Position..], out value)) return false;
        Position += sizeof(uint);
        return true;
    }

    /// <summary>Reads eight octets, most significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadUInt64(out ulong value)
    {
        if (!BinaryPrimitives.TryReadUInt64BigEndian(_bytes[Position..], out value)) return false;
        Position += sizeof(ulong);
        return true;
    }

    /// <summary>Takes the next <paramref name="length"/> octets as a slice of the source; nothing is copied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadBytes(int length, out ReadOnlySpan<byte> value)
    {
        if ((uint)length > (uint)Remaining)
        {
            value = default;
            return false;
        }

        value = _bytes.Slice(Position, length);
        Position += length;
        return true;
    }

    /// <summary>Passes over <paramref name="length"/> octets.</summary>
    public bool TrySkip(int length) => TryReadBytes(length, out _);
}
