namespace Weir.Exporter.Exporting.Options;

/// <summary>One sampler and its rate now (RFC 5477 section 8.2).</summary>
/// <param name="Id">Which (selectorId).</param>
/// <param name="Method">How packets are chosen.</param>
/// <param name="Rate">Packets for each one that is sampled; 1 is unsampled.</param>
public readonly record struct SamplerState(ulong Id, SamplingMethod Method, uint Rate);

/// <summary>How a sampler chooses, with the numbers of IANA's selectorAlgorithm.</summary>
public enum SamplingMethod : ushort
{
    /// <summary>Each n-th packet: samplingPacketInterval 1, samplingPacketSpace n - 1.</summary>
    Systematic = 1,

    /// <summary>One of n at random: samplingSize 1, samplingPopulation n.</summary>
    Random = 3,

    /// <summary>By a hash of the flow; told by samplingSize 1, samplingPopulation n.</summary>
    FlowHash = 8,
}
