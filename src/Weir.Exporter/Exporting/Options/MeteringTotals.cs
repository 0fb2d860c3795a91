namespace Weir.Exporter.Exporting.Options;

/// <summary>What a metering process tells of itself (RFC 7011 section 4.2).</summary>
/// <param name="ObservedFlows">Flows seen (observedFlowTotalCount).</param>
/// <param name="IgnoredPackets">Packets not metered: dropped by the kernel, not understood, without room in the table.</param>
/// <param name="IgnoredOctets">Their octets, as far as known.</param>
/// <param name="FirstIgnored">When the first was ignored.</param>
/// <param name="LastIgnored">When the last was ignored.</param>
public readonly record struct MeteringTotals(
    long ObservedFlows, long IgnoredPackets, long IgnoredOctets = 0, DateTimeOffset? FirstIgnored = null, DateTimeOffset? LastIgnored = null);
