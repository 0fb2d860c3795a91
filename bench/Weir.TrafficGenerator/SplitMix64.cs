using System.Runtime.CompilerServices;

namespace Weir.TrafficGenerator;

/// <summary>A small random generator (Steele, Lea and Flood 2014), the same on every machine for a seed.</summary>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next() => Mix(_state += 0x9E37_79B9_7F4A_7C15);

    /// <summary>0 up to, but not including, 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextUnit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 up to, but not including, <paramref name="limit"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextBelow(int limit) => (int)((Next() >> 32) * (ulong)limit >> 32);

    /// <summary>One number's hash: distinct for distinct numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong value)
    {
        value = (value ^ value >> 30) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ value >> 27) * 0x94D0_49BB_1331_11EB;
        return value ^ value >> 31;
    }
}
