using System.Runtime.CompilerServices;
using Weir.Wire.Packets;

namespace Weir.Exporter.Metering;

/// <summary>Chooses packets at a rate. One thread.</summary>
public sealed class PacketSampler
{
    private readonly FlowKeyHash _hash;
    private readonly SamplingMethod _method;
    private ulong _state;
    private uint _left;

    /// <summary>A sampler that has seen no packet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A rate of 0.</exception>
    public PacketSampler(SamplingOptions options)
    {
        _method = options.Method;
        _hash = new FlowKeyHash(options.Seed);
        _state = options.Seed;
        Rate = options.Rate;
    }

    /// <summary>One of so many packets is chosen.</summary>
    public uint Rate
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfZero(value);
            field = value;
            // The middle of the first n: what is left over at both ends cancels out over many changes.
            _left = value / 2;
        }
    }

    /// <summary>Whether to look at the next packet at all. Flows are known only after it was parsed: <see cref="TakesFlow"/> says then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Takes()
    {
        switch (_method)
        {
            case SamplingMethod.Deterministic:
                if (_left-- != 0) return false;
                _left = Rate - 1;
                return true;
            case SamplingMethod.Random:
                return (Next() >> 32) * Rate >> 32 == 0;
            default:
                return true;
        }
    }

    /// <summary>Whether the packet's flow is one of those chosen. At twice the rate half of the same flows are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TakesFlow(in PacketFields fields)
    {
        if (_method != SamplingMethod.FlowHash) return true;
        FlowKey.From(in fields, out FlowKey key);
        return (ulong)_hash.Of(in key) * Rate >> 32 == 0;
    }

    // A Weyl sequence through a bijective mix, as FlowKeyHash makes its words.
    private ulong Next()
    {
        ulong z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ z >> 30) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ z >> 27) * 0x94D0_49BB_1331_11EB;
        return z ^ z >> 31;
    }
}
