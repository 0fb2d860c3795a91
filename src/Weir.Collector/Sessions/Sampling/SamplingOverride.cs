using Weir.Wire.Primitives;

namespace Weir.Collector.Sessions.Sampling;

/// <summary>A sampling rate that is configured, and goes before whatever the exporter says.</summary>
/// <param name="Exporter">Whose records: the address they come from, in sFlow the agent.</param>
/// <param name="Interface">The ifIndex that they came in by; <see langword="null"/> for all.</param>
/// <param name="Rate">Packets for each one that is sampled, at least 1.</param>
public sealed record SamplingOverride(IpAddress Exporter, uint? Interface, uint Rate);
