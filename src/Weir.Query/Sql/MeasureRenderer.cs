using System.Globalization;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Syntax;

namespace Weir.Query.Sql;

/// <summary>Writes measures of a group as SQL, one expression each.</summary>
internal static class MeasureRenderer
{
    // The 97.5 % quantile of the normal distribution: 95 % lie between it and its negative.
    private const double Quantile = 1.959964;

    /// <param name="measure">What is worked out.</param>
    /// <param name="scale">Whether sums are multiplied by the sampling rate of each record.</param>
    /// <param name="bucketNs">Width of the bucket of time that the group lies in; <see langword="null"/> where it lies in none.</param>
    /// <param name="isSummed">Whether rows stand for several records.</param>
    internal static string Expression(Measure measure, bool scale, long? bucketNs, bool isSummed = false) => measure switch
    {
        SumMeasure sum => Narrow(Sum(sum.Column, scale)),
        CountMeasure => Count(isSummed),
        RatioMeasure ratio => Ratio(ratio.Of, scale, bucketNs),
        DistinctMeasure distinct => Distinct(distinct),
        ErrorMeasure error => Error(error.Of.Column, scale),
        MomentMeasure moment => moment.IsLast ? $"max({DimensionRenderer.FlowTime})" : $"min(coalesce({FlowColumns.TimeFlowStartNs.Name}, {DimensionRenderer.FlowTime}))",
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure.GetType().Name, "a measure that nothing renders"),
    };

    /// <summary>How many records there are, of those that match a condition.</summary>
    internal static string Count(bool isSummed, string? condition = null)
    {
        string filter = condition is null ? "" : $" FILTER ({condition})";
        return isSummed ? $"coalesce(sum({DuckDbDialect.RecordCount}){filter}, 0)::UBIGINT" : $"count(*){filter}::UBIGINT";
    }

    // Sums are 128 bits wide within DuckDB; what is beyond 64 stops at the largest value rather than failing.
    private static string Narrow(string sum) => $"least({sum}, 18446744073709551615)::UBIGINT";

    private static string Sum(FlowColumn column, bool scale) => $"coalesce(sum({DuckDbDialect.Measured(column, scale)}), 0)";

    private static string Ratio(DerivedMeasure measure, bool scale, long? bucketNs)
    {
        string span = $"(max({FlowColumns.TimeFlowEndNs.Name}) - min({FlowColumns.TimeFlowStartNs.Name}))";
        string seconds = bucketNs is { } bucket ? string.Create(CultureInfo.InvariantCulture, $"{bucket}") : $"nullif({span}::DOUBLE, 0)";
        return measure switch
        {
            DerivedMeasure.Duration => $"{span}::BIGINT",
            DerivedMeasure.BitsPerSecond => $"{Sum(FlowColumns.Bytes, scale)}::DOUBLE * 8e9 / {seconds}",
            DerivedMeasure.PacketsPerSecond => $"{Sum(FlowColumns.Packets, scale)}::DOUBLE * 1e9 / {seconds}",
            _ => $"{Sum(FlowColumns.Bytes, scale)}::DOUBLE / nullif({Sum(FlowColumns.Packets, scale)}::DOUBLE, 0)",
        };
    }

    private static string Distinct(DistinctMeasure distinct)
    {
        IReadOnlyList<string> parts = DimensionRenderer.Expressions(distinct.Of);
        string one = parts.Count == 1 ? parts[0] : distinct.IsExact ? $"(({parts[0]})::UHUGEINT << 64) | ({parts[1]})" : $"hash({parts[0]}, {parts[1]})";
        string count = distinct.IsExact ? $"count(DISTINCT {one})" : $"approx_count_distinct({one})";
        return $"coalesce({count} FILTER (({parts[0]}) IS NOT NULL), 0)::UBIGINT";
    }

    private static string Error(FlowColumn column, bool scale)
    {
        if (!scale) return "0::DOUBLE";
        string packets = $"{FlowColumns.Packets.Name}::DOUBLE";
        string square = column == FlowColumns.Packets ? packets : $"{column.Name}::DOUBLE * {column.Name}::DOUBLE / nullif({packets}, 0)";
        string rate = $"{FlowColumns.SamplingRate.Name}::DOUBLE";
        return string.Create(CultureInfo.InvariantCulture, $"{Quantile} * sqrt(coalesce(sum({rate} * ({rate} - 1) * {square}) FILTER ({DuckDbDialect.IsSampled}), 0))");
    }
}
