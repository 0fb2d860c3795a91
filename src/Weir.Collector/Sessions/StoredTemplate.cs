namespace Weir.Collector.Sessions;

/// <summary>A template in force.</summary>
/// <param name="TemplateId">256 to 65535.</param>
/// <param name="Shape">What it says.</param>
/// <param name="ToldNs">When it was last told: nanoseconds since 1970-01-01 UTC; 0 where only an opening told it.</param>
public readonly record struct StoredTemplate(ushort TemplateId, TemplateShape Shape, long ToldNs);
