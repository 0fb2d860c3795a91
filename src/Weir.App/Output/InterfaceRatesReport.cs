using Weir.Query.Results;
using Weir.Wire.Primitives;

namespace Weir.App.Output;

/// <summary>Percentiles of interfaces, what came in by them beside what went out.</summary>
internal static class InterfaceRatesReport
{
    private const int Keys = 2, Rates = 3;
    private static readonly string[] Ways = ["in", "out"];
    private static readonly string[] Names = ["percentile", "maximum", "average"];

    /// <param name="inward">By exporter and interface in: percentile, highest, average.</param>
    /// <param name="outward">The same by interface out.</param>
    /// <param name="count">Interfaces given, those first that one would pay most for.</param>
    public static Report Of(QueryResult inward, QueryResult outward, int count)
    {
        var interfaces = new Dictionary<(IpAddress?, ulong), object?[]>();
        Take(inward, 0);
        Take(outward, 1);
        return new(
            [
                new("exporter", ValueKind.Text), new("if_index", ValueKind.Number),
                .. Ways.SelectMany(static way => Names.Select(name => new ReportColumn($"{way}_{name}_bps", ValueKind.Count))),
            ],
            interfaces.OrderByDescending(static one => Math.Max((double?)one.Value[0] ?? 0, (double?)one.Value[Rates] ?? 0)).ThenBy(static one => one.Key.Item2).Take(count)
                .Select(static one => (object?[])[one.Key.Item1, one.Key.Item2, .. one.Value]))
        {
            Footnote = SamplingNote.Of(inward.Totals),
        };

        void Take(QueryResult result, int way)
        {
            foreach (ResultValue[] row in result.Rows)
            {
                (IpAddress?, ulong) key = (row[0].IsNull ? null : row[0].Address, row[1].Unsigned);
                if (!interfaces.TryGetValue(key, out object?[]? rates)) interfaces.Add(key, rates = new object?[2 * Rates]);
                for (int i = 0; i < Rates; i++) rates[way * Rates + i] = row[Keys + i].Real;
            }
        }
    }
}
