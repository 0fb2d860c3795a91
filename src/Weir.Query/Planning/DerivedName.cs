using Weir.Query.Syntax;

namespace Weir.Query.Planning;

/// <summary>The words for measures that no column holds.</summary>
internal static class DerivedName
{
    private static readonly (string Name, DerivedMeasure Measure)[] All =
    [
        ("duration", DerivedMeasure.Duration), ("bps", DerivedMeasure.BitsPerSecond), ("pps", DerivedMeasure.PacketsPerSecond), ("bpp", DerivedMeasure.BytesPerPacket),
    ];

    internal static IEnumerable<string> Names => All.Select(static pair => pair.Name);

    internal static string Of(DerivedMeasure measure) => Array.Find(All, pair => pair.Measure == measure).Name;

    internal static DerivedMeasure? Find(string name)
    {
        foreach ((string known, DerivedMeasure measure) in All)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase)) return measure;
        }

        return null;
    }
}
