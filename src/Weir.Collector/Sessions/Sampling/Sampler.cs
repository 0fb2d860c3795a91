namespace Weir.Collector.Sessions.Sampling;

/// <summary>A sampling rate that an exporter told.</summary>
/// <param name="Rate">Packets for each one that is sampled, at least 1.</param>
/// <param name="TemplateId">The options template it was told by.</param>
/// <param name="Record">The record that told it, where records are kept; else empty.</param>
internal readonly record struct Sampler(uint Rate, ushort TemplateId, byte[] Record);
