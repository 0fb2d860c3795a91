namespace Weir.Collector.Sessions;

/// <summary>An options record that later segments open with, because what it told holds until it is told anew.</summary>
/// <param name="TemplateId">The options template it is read by.</param>
/// <param name="Octets">The record as it came.</param>
internal readonly record struct KeptRecord(ushort TemplateId, byte[] Octets);
