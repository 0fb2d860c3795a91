using Weir.Wire.Packets;

namespace Weir.Capture.PcapFile;

/// <summary>What an interface description block says of the packets that name it.</summary>
/// <param name="LinkType">What their first octets belong to.</param>
/// <param name="SnapLength">Octets captured at most; 0 for no limit.</param>
/// <param name="Resolution">if_tsresol: a negative power of ten, or of two where the highest bit is set.</param>
/// <param name="OffsetSeconds">if_tsoffset: seconds to add.</param>
internal readonly record struct PcapNgInterface(LinkType LinkType, uint SnapLength, byte Resolution, long OffsetSeconds)
{
    /// <summary>if_tsresol of an interface that states none: microseconds.</summary>
    public const byte DefaultResolution = 6;

    private const byte PowerOfTwo = 0x80;
    private const byte Nanoseconds = 9;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds since 1970-01-01 UTC. Times that 64 bits of them do not hold come out as some time, not as an error.</summary>
    public long ToNanoseconds(ulong ticks) => unchecked(OffsetSeconds * NanosecondsPerSecond + Resolution switch
    {
        DefaultResolution => (long)ticks * 1000,
        Nanoseconds => (long)ticks,
        < Nanoseconds => (long)ticks * (long)PowerOfTen(Nanoseconds - Resolution),
        < PowerOfTwo => Resolution - Nanoseconds > 19 ? 0 : (long)(ticks / PowerOfTen(Resolution - Nanoseconds)),
        _ => (long)((UInt128)ticks * NanosecondsPerSecond >> (Resolution - PowerOfTwo)),
    });

    private static ulong PowerOfTen(int exponent)
    {
        ulong power = 1;
        for (int i = 0; i < exponent; i++) power *= 10;
        return power;
    }
}
