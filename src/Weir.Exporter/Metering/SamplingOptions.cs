namespace Weir.Exporter.Metering;

/// <summary>Which packets are metered (RFC 5475).</summary>
public sealed record SamplingOptions
{
    /// <summary>How packets are chosen.</summary>
    public SamplingMethod Method { get; init; } = SamplingMethod.Deterministic;

    /// <summary>One of so many packets; 1 is all of them. With <see cref="Adaptive"/>, the fewest left out.</summary>
    public uint Rate { get; init; } = 1;

    /// <summary>Chooses the random numbers, or the flows. From a random source where packets come from strangers.</summary>
    public ulong Seed { get; init; }

    /// <summary>How the rate follows the load; <see langword="null"/> where it stays.</summary>
    public AdaptiveSamplingOptions? Adaptive { get; init; }
}

/// <summary>How packets are chosen.</summary>
public enum SamplingMethod : byte
{
    /// <summary>Every n-th (systematic count-based sampling, RFC 5475 section 5.1).</summary>
    Deterministic,

    /// <summary>Each with the same chance (uniform probabilistic sampling, RFC 5475 section 5.2.2).</summary>
    Random,

    /// <summary>All packets of one of so many flows (hash-based filtering, RFC 5475 section 6.2).</summary>
    FlowHash,
}
