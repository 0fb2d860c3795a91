using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;

namespace Weir.Query.Sql;

/// <summary>Writes plans as SQL for DuckDB.</summary>
public static class SqlRenderer
{
    /// <summary>The rows of the answer: the stored columns of each result column, in order.</summary>
    public static SqlStatement Rows(QueryPlan plan)
    {
        var sql = new SqlText();
        List<string> stored = [.. plan.Columns.Where(column => column.Column is not null).SelectMany(column => DuckDbDialect.Stored(column.Column!)).Select(column => column.Name)];
        string names = string.Join(", ", stored);
        sql.Append("SELECT ").Append(names);
        if (plan.IsGrouped) sql.Append($", {Sum(FlowColumns.Bytes)} AS sum_bytes, {Sum(FlowColumns.Packets)} AS sum_packets, count(*)::UBIGINT AS sum_flows");
        From(sql, plan);
        if (plan.IsGrouped)
        {
            // Ties in the order of the groups, so that the same question has the same answer.
            sql.Append($" GROUP BY {names} ORDER BY sum_{plan.OrderBy} DESC, {names}");
        }
        else
        {
            sql.Append($" ORDER BY {plan.OrderBy} DESC");
        }

        return sql.Append(" LIMIT ").Append(plan.Limit).ToStatement();
    }

    /// <summary>All rows of a plan of single records, those that order them first, whatever its limit.</summary>
    public static SqlStatement Records(QueryPlan plan)
    {
        var sql = new SqlText();
        sql.Append("SELECT ").Append(string.Join(", ", plan.Columns.SelectMany(static column => DuckDbDialect.Stored(column.Column!)).Select(static column => column.Name)));
        From(sql, plan);
        return sql.Append(" ORDER BY ").Append(plan.OrderBy).ToStatement();
    }

    /// <summary>
    /// The time of the last record that a plan of single records gives: one value, or no row where fewer match. It reads one
    /// column; the rows themselves, of many columns, are then read only from that time on.
    /// </summary>
    public static SqlStatement LastTime(QueryPlan plan)
    {
        var sql = new SqlText();
        sql.Append("SELECT ").Append(plan.OrderBy);
        From(sql, plan);
        return sql.Append(" ORDER BY ").Append(plan.OrderBy).Append(" DESC LIMIT 1 OFFSET ").Append(plan.Limit - 1).ToStatement();
    }

    /// <summary>One row: how many records match, and their bytes and packets.</summary>
    public static SqlStatement Totals(QueryPlan plan)
    {
        var sql = new SqlText();
        sql.Append($"SELECT count(*)::UBIGINT, {Sum(FlowColumns.Bytes)}, {Sum(FlowColumns.Packets)}");
        From(sql, plan);
        return sql.ToStatement();
    }

    // Sums are 128 bits wide within DuckDB; what is beyond 64 stops at the largest value rather than failing.
    private static string Sum(FlowColumn measure) =>
        $"least(coalesce(sum({DuckDbDialect.Measured(measure)}), 0), 18446744073709551615)::UBIGINT";

    private static void From(SqlText sql, QueryPlan plan)
    {
        sql.Append(" FROM ").Append(DuckDbDialect.Relation);
        string joint = " WHERE ";
        Bound(sql, ref joint, FlowColumns.TimeReceivedNs.Name, plan.Received);
        if (!plan.FlowTime.IsAll)
            Bound(sql, ref joint, $"coalesce({FlowColumns.TimeFlowEndNs.Name}, {FlowColumns.TimeReceivedNs.Name})", plan.FlowTime);
        if (plan.Filter is EverythingPredicate) return;
        PredicateRenderer.Operand(sql.Append(joint), plan.Filter, plan.Filter is AndPredicate);
    }

    private static void Bound(SqlText sql, ref string joint, string time, TimeRange range)
    {
        if (range.SinceNs is { } since)
        {
            sql.Append(joint).Append(time).Append(" >= ").Parameter(SqlValue.Of(since), "BIGINT");
            joint = " AND ";
        }

        if (range.UntilNs is { } until)
        {
            sql.Append(joint).Append(time).Append(" < ").Parameter(SqlValue.Of(until), "BIGINT");
            joint = " AND ";
        }
    }
}
