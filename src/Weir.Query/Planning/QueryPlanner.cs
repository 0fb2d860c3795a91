using Weir.Flows.Columns;

namespace Weir.Query.Planning;

/// <summary>Makes plans of queries.</summary>
/// <remarks>
/// A range asks for flows that ended within it. The archive is partitioned by when records were received, so a plan also
/// bounds that: no earlier than <see cref="ClockSkew"/> before the range, no later than <see cref="Lateness"/> after it. The
/// bound is part of the question and not only of where to look, so that an answer does not depend on partition edges. A
/// record that came later than that is found by asking without an end.
/// </remarks>
public static partial class QueryPlanner
{
    /// <summary>Rows a query may ask for; an answer is held in memory.</summary>
    public const int MaxRows = 1_000_000;

    /// <summary>Dimensions, and measures, that a query may have: a table as wide is read by nobody.</summary>
    public const int MaxTerms = 32;

    /// <summary>How far an exporter's clock may be ahead of the collector's.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    /// <summary>How long after its flow ended a record may come: buffers of exporters, imports of yesterday's files.</summary>
    public static readonly TimeSpan Lateness = TimeSpan.FromDays(1);

    /// <exception cref="ArgumentException">The query cannot be answered; the message says why in a line.</exception>
    public static QueryPlan Plan(TopQuery query)
    {
        foreach (Dimension dimension in query.Dimensions)
        {
            if (dimension is ColumnDimension { Column.Role: ColumnRole.Measure }) throw new ArgumentException($"'{dimension.Name}' is summed and cannot be grouped by");
        }

        Check(query.Dimensions, "a column to group by", MaxTerms);
        Measure order = query.OrderBy ?? (query.Measures.Count > 0 ? query.Measures[0] : throw new ArgumentException("there is nothing to measure"));
        IReadOnlyList<Measure> measures = query.Measures.Contains(order) ? query.Measures : [.. query.Measures, order];
        Check(measures, "a measure", MaxTerms);
        return new()
        {
            Dimensions = query.Dimensions,
            Measures = measures,
            IsGrouped = true,
            OrderMeasure = order,
            Limit = Limit(query.Count),
            Filter = query.Filter,
            FlowTime = Checked(query.Range),
            Received = query.Range.Widen(ClockSkew, Lateness),
            Scale = query.Scale,
        };
    }

    /// <exception cref="ArgumentException">The query cannot be answered; the message says why in a line.</exception>
    public static QueryPlan Plan(FlowsQuery query)
    {
        IReadOnlyList<Dimension> columns = query.Columns.Count == 0 ? [.. FlowColumns.All] : query.Columns;
        Check(columns, "a column", int.MaxValue);
        return new()
        {
            Dimensions = columns,
            Measures = Measure.Default,
            IsGrouped = false,
            OrderDimension = query.OrderBy ?? FlowColumns.TimeReceivedNs,
            Ascending = query.Ascending,
            Limit = Limit(query.Count),
            Filter = query.Filter,
            FlowTime = Checked(query.Range),
            Received = query.Range.Widen(ClockSkew, Lateness),
            Scale = query.Scale,
        };
    }

    private static void Check<T>(IReadOnlyList<T> terms, string what, int most)
    {
        if (terms.Distinct().Count() != terms.Count) throw new ArgumentException($"{what} stands twice");
        if (terms.Count > most) throw new ArgumentException($"{terms.Count} times {what}; there may be {most}");
    }

    private static TimeRange Checked(TimeRange range) => range.SinceNs < range.UntilNs || range.SinceNs is null || range.UntilNs is null
        ? range
        : throw new ArgumentException("the range ends before it begins");

    private static int Limit(int count) => count is > 0 and <= MaxRows ? count : throw new ArgumentException($"the number of rows is 1 to {MaxRows}, not {count}");
}
