using System.Numerics;
using Weir.Wire.Primitives;

namespace Weir.Collector.Looking;

/// <summary>Hashes of flows, by folded products as wyhash has them; the seed is in both factors.</summary>
/// <param name="Seed">Random: whom we do not know must not choose which flows share a place.</param>
internal readonly record struct FlowHash(ulong Seed)
{
    /// <summary>The hash of two numbers.</summary>
    public ulong Of(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left ^ Seed ^ 0x9E37_79B9_7F4A_7C15, right ^ BitOperations.RotateLeft(Seed, 31) ^ 0xD6E8_FEB8_6659_FD93, out ulong low);
        return high ^ low ^ BitOperations.RotateLeft(left, 23) ^ right;
    }

    /// <summary>The hash of an address.</summary>
    public ulong Of(IpAddress address) => Of(address.High, address.Low);
}
