using System.Buffers.Binary;
using Weir.Wire.Primitives;

namespace Weir.Wire.SFlow;

/// <summary>
/// Walks a counted array of structures: the samples of a datagram, the records of a sample (sFlow v5 section 5).
/// <code>
/// +--------+--------+---------------------------+--------+--------+---
/// | format | length | length octets, 0 … 3 pad  | format | length | …
/// +--------+--------+---------------------------+--------+--------+---
/// </code>
/// The count is only believed as far as there are octets, and each structure takes eight of them: a false count costs nothing.
/// </summary>
public ref struct SFlowStructureReader
{
    private const int HeaderSize = 8;
    private const int LengthOffset = 4;

    private readonly ReadOnlySpan<byte> _octets;
    private uint _left;

    internal SFlowStructureReader(ReadOnlySpan<byte> octets, int position, uint count)
    {
        _octets = octets;
        _left = count;
        Position = position;
    }

    /// <summary>Octets from the start of what is walked to what is read next, or to the structure that ended the walk.</summary>
    public int Position { get; private set; }

    /// <summary>Why the walk ended: <see cref="DecodeStatus.Ok"/> at the end of the count.</summary>
    public DecodeStatus Status { get; private set; }

    /// <summary>Reads the next structure. Returns <see langword="false"/> at the end; <see cref="Status"/> tells which end.</summary>
    public bool TryRead(out SFlowStructure structure)
    {
        structure = default;
        if (_left == 0 || Status != DecodeStatus.Ok) return false;
        ReadOnlySpan<byte> rest = _octets[Position..];
        if (rest.Length < HeaderSize) return End(DecodeStatus.Truncated);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest[LengthOffset..]);
        if (length > (uint)(rest.Length - HeaderSize)) return End(DecodeStatus.BadLength);
        structure = new(BinaryPrimitives.ReadUInt32BigEndian(rest), Position, rest.Slice(HeaderSize, (int)length));
        _left--;
        // XDR fills up to four octets; behind the last structure some agents leave that out.
        Position += Math.Min(rest.Length, HeaderSize + ((int)length + 3 & ~3));
        return true;
    }

    private bool End(DecodeStatus status)
    {
        Status = status;
        return false;
    }
}
