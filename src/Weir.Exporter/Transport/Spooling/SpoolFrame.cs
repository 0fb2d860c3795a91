using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Weir.Exporter.Transport.Spooling;

/// <summary>What a frame holds.</summary>
internal enum SpoolFrameKind : byte
{
    /// <summary>A message to be sent.</summary>
    Message = 1,

    /// <summary>A message of templates in force where its segment begins. Sent only where reading begins there.</summary>
    Opening = 2,
}

/// <summary>
/// The unit of a spool's segment. A segment is <see cref="Magic"/> and frames; the first frame that is not whole ends it.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |     Kind      |   0           |     Octets of the message     |   all little-endian
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |       CRC-32C of the four octets above and the message        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                          the message …
/// </code>
/// </summary>
internal static class SpoolFrame
{
    /// <summary>Octets before the message.</summary>
    internal const int HeaderSize = 8;

    /// <summary>Octets of the longest frame.</summary>
    internal const int MaxSize = HeaderSize + ushort.MaxValue;

    private const int LengthOffset = 2;
    private const int SumOffset = 4;

    /// <summary>The first octets of a segment.</summary>
    internal static ReadOnlySpan<byte> Magic => "WEIRSPL1"u8;

    /// <summary>Writes a frame and returns its octets.</summary>
    internal static int Write(SpoolFrameKind kind, ReadOnlySpan<byte> message, Span<byte> to)
    {
        to[0] = (byte)kind;
        to[1] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(to[LengthOffset..], (ushort)message.Length);
        message.CopyTo(to[HeaderSize..]);
        BinaryPrimitives.WriteUInt32LittleEndian(to[SumOffset..], Sum(to[..SumOffset], message));
        return HeaderSize + message.Length;
    }

    /// <summary>Reads the frame at the start of some octets; <see langword="false"/> where it is not whole, or not true.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> octets, out SpoolFrameKind kind, out ReadOnlySpan<byte> message)
    {
        kind = default;
        message = default;
        if (octets.Length < HeaderSize) return false;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(octets[LengthOffset..]);
        if (octets.Length < HeaderSize + length) return false;
        kind = (SpoolFrameKind)octets[0];
        message = octets.Slice(HeaderSize, length);
        return kind is SpoolFrameKind.Message or SpoolFrameKind.Opening
            && BinaryPrimitives.ReadUInt32LittleEndian(octets[SumOffset..]) == Sum(octets[..SumOffset], message);
    }

    /// <summary>CRC-32C (RFC 3720 appendix B.4) of two pieces, with the processor's own instruction where it has one.</summary>
    internal static uint Sum(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => ~Add(Add(uint.MaxValue, first), second);

    private static uint Add(uint crc, ReadOnlySpan<byte> octets)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(octets);
        foreach (ulong word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (byte octet in octets[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, octet);
        return crc;
    }
}
