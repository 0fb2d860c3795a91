using Weir.Flows.Columns;
using Weir.Query.Results;

namespace Weir.Query.Planning;

/// <summary>Makes plans of queries.</summary>
/// <remarks>
/// A range asks for flows that ended within it. The archive is partitioned by when records were received, so a plan also
/// bounds that: no earlier than <see cref="ClockSkew"/> before the range, no later than <see cref="Lateness"/> after it. The
/// bound is part of the question and not only of where to look, so that an answer does not depend on partition edges. A
/// record that came later than that is found by asking without an end.
/// </remarks>
public static class QueryPlanner
{
    /// <summary>Rows a query may ask for; an answer is held in memory.</summary>
    public const int MaxRows = 1_000_000;

    /// <summary>How far an exporter's clock may be ahead of the collector's.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    /// <summary>How long after its flow ended a record may come: buffers of exporters, imports of yesterday's files.</summary>
    public static readonly TimeSpan Lateness = TimeSpan.FromDays(1);

    /// <exception cref="ArgumentException">The query cannot be answered; the message says why in a line.</exception>
    public static QueryPlan Plan(TopQuery query)
    {
        if (query.Dimensions.Count == 0) throw new ArgumentException("a top list needs at least one column to group by");
        foreach (FlowColumn column in query.Dimensions)
        {
            if (column.Role == ColumnRole.Measure) throw new ArgumentException($"'{column.Name}' is summed and cannot be grouped by");
        }

        if (query.Dimensions.Distinct().Count() != query.Dimensions.Count) throw new ArgumentException("a column to group by stands twice");
        return new()
        {
            Columns =
            [
                .. query.Dimensions.Select(Result),
                new(FlowColumns.Bytes.Name, LogicalType.UInt64),
                new(FlowColumns.Packets.Name, LogicalType.UInt64),
                new("flows", LogicalType.UInt64),
            ],
            IsGrouped = true,
            OrderBy = query.OrderBy switch
            {
                TopMeasure.Bytes => FlowColumns.Bytes.Name,
                TopMeasure.Packets => FlowColumns.Packets.Name,
                _ => "flows",
            },
            Limit = Limit(query.Count),
            Filter = query.Filter,
            FlowTime = Checked(query.Range),
            Received = query.Range.Widen(ClockSkew, Lateness),
        };
    }

    /// <exception cref="ArgumentException">The query cannot be answered; the message says why in a line.</exception>
    public static QueryPlan Plan(FlowsQuery query)
    {
        IReadOnlyList<FlowColumn> columns = query.Columns.Count == 0 ? FlowColumns.All : query.Columns;
        if (columns.Distinct().Count() != columns.Count) throw new ArgumentException("a column stands twice");
        return new()
        {
            Columns = [.. columns.Select(Result)],
            IsGrouped = false,
            OrderBy = FlowColumns.TimeReceivedNs.Name,
            Limit = Limit(query.Count),
            Filter = query.Filter,
            FlowTime = Checked(query.Range),
            Received = query.Range.Widen(ClockSkew, Lateness),
        };
    }

    private static ResultColumn Result(FlowColumn column) => new(column.Name, column.Type, column);

    private static TimeRange Checked(TimeRange range) => range.SinceNs < range.UntilNs || range.SinceNs is null || range.UntilNs is null
        ? range
        : throw new ArgumentException("the range ends before it begins");

    private static int Limit(int count) => count is > 0 and <= MaxRows ? count : throw new ArgumentException($"the number of rows is 1 to {MaxRows}, not {count}");
}
