using Weir.Flows.Columns;
using Weir.Query.Syntax;

namespace Weir.Query.Planning;

/// <summary>
/// Measures as people write them: <c>bytes</c>, <c>packets</c> or another column that is summed, <c>flows</c>, <c>bps</c>, <c>pps</c>,
/// <c>bpp</c>, <c>duration</c>, <c>first</c>, <c>last</c>, <c>distinct(dst_addr)</c>, <c>exact(dst_addr)</c>, <c>bytes_error</c>, <c>packets_error</c>.
/// </summary>
public static class MeasureText
{
    internal const string DistinctWord = "distinct";
    internal const string ExactWord = "exact";
    internal const string ErrorSuffix = "_error";

    private static readonly Measure[] Fixed =
    [
        Measure.Flows, new RatioMeasure(DerivedMeasure.BitsPerSecond), new RatioMeasure(DerivedMeasure.PacketsPerSecond), new RatioMeasure(DerivedMeasure.BytesPerPacket),
        new RatioMeasure(DerivedMeasure.Duration), new MomentMeasure(IsLast: false), new MomentMeasure(IsLast: true),
        new ErrorMeasure(new SumMeasure(FlowColumns.Bytes)), new ErrorMeasure(new SumMeasure(FlowColumns.Packets)),
    ];

    /// <summary>Words that name one, for completion.</summary>
    public static IEnumerable<string> Words => Sums.Concat(Fixed.Select(static measure => measure.Name)).Append(DistinctWord + "(");

    private static IEnumerable<string> Sums => FlowColumns.All.Where(static column => column.Role == ColumnRole.Measure).Select(static column => column.Name);

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is none; the message says what would be right.</exception>
    public static Measure Parse(string text)
    {
        string name = text.Trim().ToLowerInvariant();
        int open = name.IndexOf('(', StringComparison.Ordinal);
        if (open > 0 && name[^1] == ')' && name[..open] is DistinctWord or ExactWord)
            return new DistinctMeasure(DimensionText.Parse(name[(open + 1)..^1]), name[..open] == ExactWord);
        if (FlowColumns.Find(name) is { } column)
        {
            return column.Role == ColumnRole.Measure
                ? new SumMeasure(column)
                : throw new FormatException($"'{column.Name}' is not summed: write {DistinctWord}({column.Name}) for how many there are");
        }

        return Array.Find(Fixed, measure => measure.Name == name)
            ?? throw new FormatException($"unknown measure '{text.Trim()}'{Suggestion.For(name, Words)}; there are {string.Join(", ", Words)}…)");
    }

    /// <summary>Reads several with commas between.</summary>
    /// <exception cref="FormatException">One of them is none.</exception>
    public static IReadOnlyList<Measure> ParseList(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
}
