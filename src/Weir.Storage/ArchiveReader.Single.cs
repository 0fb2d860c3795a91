using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;

namespace Weir.Storage;

/// <content>Single records.</content>
public sealed partial class ArchiveReader
{
    // Hours of the archive that the newest records are looked for in before it is all of them: most lists end within the first.
    private static readonly int[] NewestHours = [1, 8];

    private QueryResult RecordsOnce(QueryPlan plan, CancellationToken cancellationToken)
    {
        using DuckDbConnection? connection = Reading(ref plan, cancellationToken);
        if (connection is null) return new(plan.Columns, [], default);
        ArchiveSnapshot listed = _snapshot!;
        // The totals first: how many records there are says how the rows are best found.
        (QueryTotals totals, ResultValue[] whole) = SummedTotals(plan, listed, cancellationToken) ?? Totals(connection, Asked(connection, plan, cancellationToken), cancellationToken);
        List<ResultValue[]> rows = totals.Flows == 0 ? []
            : totals.Flows <= (ulong)plan.Limit ? Execute(connection, SqlRenderer.Rows(plan), plan.Columns, cancellationToken) // nothing needs to be known of the last one
            : Newest(connection, plan, listed, cancellationToken) ?? UpTo(Threshold(connection, plan, cancellationToken), connection, plan, cancellationToken);
        return new(plan.Columns, rows, totals) { Whole = whole };
    }

    private static List<ResultValue[]> UpTo(ResultValue threshold, DuckDbConnection connection, QueryPlan plan, CancellationToken cancellationToken) =>
        Execute(connection, SqlRenderer.Rows(plan, threshold), plan.Columns, cancellationToken);

    /// <summary>The newest records, where those are wanted and enough of the newest hours match: older ones are not looked at. Else <see langword="null"/>.</summary>
    private static List<ResultValue[]>? Newest(DuckDbConnection connection, QueryPlan plan, ArchiveSnapshot listed, CancellationToken cancellationToken)
    {
        if (plan.Ascending || plan.OrderDimension is not ColumnDimension { Column: var order } || order != FlowColumns.TimeReceivedNs) return null;
        long[] hours = [.. listed.Files(ArchiveLayout.FlowsTable).Select(static file => file.Hour).Distinct().OrderDescending()];
        foreach (int last in NewestHours.Where(last => last < hours.Length))
        {
            QueryPlan part = plan with { Received = new(Math.Max(plan.Received.SinceNs ?? long.MinValue, hours[last - 1] * ArchiveLayout.NanosecondsPerHour), plan.Received.UntilNs) };
            // Where fewer match there is no threshold.
            if (Threshold(connection, part, cancellationToken) is { IsNull: false } threshold) return UpTo(threshold, connection, part, cancellationToken);
        }

        return null;
    }

    /// <summary>The totals of single records by sums, where sums of the same moment answer them; they cost a look at every record otherwise.</summary>
    private (QueryTotals Totals, ResultValue[] Whole)? SummedTotals(QueryPlan plan, ArchiveSnapshot listed, CancellationToken cancellationToken)
    {
        QueryPlan all = plan with { Dimensions = [], IsGrouped = true, OrderDimension = null, OrderMeasure = plan.Measures[0] };
        using DuckDbConnection? connection = OfSums(ref all, cancellationToken);
        // What holds to the end is the list that records were read from.
        _snapshot = listed;
        return connection is not null && IsOfSame(_sums!, listed) ? Totals(connection, Asked(connection, all, cancellationToken), cancellationToken) : null;
    }

    private static ResultValue Threshold(DuckDbConnection connection, QueryPlan plan, CancellationToken cancellationToken)
    {
        if (!SqlRenderer.HasThreshold(plan)) return ResultValue.Null;
        List<ResultValue[]> last = Execute(connection, SqlRenderer.Threshold(plan), [new("threshold", plan.OrderDimension!.Type)], cancellationToken);
        return last.Count == 0 ? ResultValue.Null : last[0][0];
    }
}
