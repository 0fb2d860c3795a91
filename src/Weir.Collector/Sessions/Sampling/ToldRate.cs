namespace Weir.Collector.Sessions.Sampling;

/// <summary>A sampling rate as an options record tells it.</summary>
/// <param name="Key">What it is told for.</param>
/// <param name="Rate">Packets for each one that is sampled, at least 1.</param>
/// <param name="IsExporterWide">Whether its scope is the whole exporter, not just the domain it came in.</param>
internal readonly record struct ToldRate(SamplerKey Key, uint Rate, bool IsExporterWide);
