using System.Runtime.CompilerServices;

namespace Weir.Exporter.Metering;

/// <summary>
/// Hashes a flow key to 32 bits under a secret seed, so that nobody who sends packets can choose ones that collide.
/// Each pair of words is multiplied to 128 bits under two secrets and folded: three multiplications for 40 octets.
/// </summary>
public readonly struct FlowKeyHash
{
    private readonly ulong _s0;
    private readonly ulong _s1;
    private readonly ulong _s2;
    private readonly ulong _s3;
    private readonly ulong _s4;
    private readonly uint _kept;

    /// <summary>A hash of its own for each seed.</summary>
    /// <param name="seed">From a random source where packets come from strangers.</param>
    /// <param name="kept">Bits of the hash that are kept; fewer than all only to force collisions in a test.</param>
    public FlowKeyHash(ulong seed, uint kept = uint.MaxValue)
    {
        _s0 = Next(ref seed);
        _s1 = Next(ref seed);
        _s2 = Next(ref seed);
        _s3 = Next(ref seed);
        _s4 = Next(ref seed);
        _kept = kept;
    }

    /// <summary>The hash of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Of(in FlowKey key)
    {
        ref ulong words = ref Unsafe.As<FlowKey, ulong>(ref Unsafe.AsRef(in key));
        ulong a = Fold(words ^ _s0, Unsafe.Add(ref words, 1) ^ _s1);
        ulong b = Fold(Unsafe.Add(ref words, 2) ^ _s2, Unsafe.Add(ref words, 3) ^ _s3);
        ulong c = Fold(a ^ Unsafe.Add(ref words, 4) ^ _s4, b ^ _s0);
        return (uint)(c ^ c >> 32) & _kept;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }

    // A Weyl sequence through a bijective mix: distinct well-spread words from any seed, 0 included.
    private static ulong Next(ref ulong state)
    {
        ulong z = state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ z >> 30) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ z >> 27) * 0x94D0_49BB_1331_11EB;
        return z ^ z >> 31;
    }
}
