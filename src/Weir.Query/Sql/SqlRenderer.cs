using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.Query.Sql;

/// <summary>Writes plans as SQL for DuckDB.</summary>
public static class SqlRenderer
{
    /// <summary>The rows of the answer: the stored columns of each result column, in order.</summary>
    /// <param name="plan">What is asked.</param>
    /// <param name="threshold">Of a plan of single records, what <see cref="Threshold"/> answered: nothing beyond it is in the answer.</param>
    /// <param name="buckets">Of a plan of groups, what <see cref="LargestRenderer.Sums"/> answered: only groups in these buckets are given.</param>
    public static SqlStatement Rows(QueryPlan plan, ResultValue threshold = default, IReadOnlyList<ResultValue[]>? buckets = null)
    {
        var sql = new SqlText();
        List<string> columns = [.. plan.Dimensions.SelectMany(DimensionRenderer.Expressions)];
        string ordinals = string.Join(", ", Enumerable.Range(1, columns.Count));
        string direction = plan.Ascending ? " ASC" : " DESC";
        int group = columns.Count;
        if (plan.IsGrouped) columns.AddRange(Measures(plan));
        sql.Append("SELECT ").Append(string.Join(", ", columns));
        SqlSource.From(sql, plan);
        if (buckets is not null) LargestRenderer.Where(sql, plan, buckets);
        if (plan.OrderDimension is { } order)
        {
            if (!threshold.IsNull) Beyond(sql, plan, order, threshold);
            sql.Append(" ORDER BY ").Append(string.Join(", ", DimensionRenderer.Order(order).Select(part => part + direction)));
        }
        else
        {
            // Ties in the order of the groups, so that the same question has the same answer.
            int measure = group + 1 + Enumerable.Range(0, plan.Measures.Count).First(i => plan.Measures[i] == plan.OrderMeasure);
            if (group > 0) sql.Append(" GROUP BY ").Append(ordinals);
            sql.Append(" ORDER BY ").Append(measure).Append(direction).Append(group > 0 ? ", " : "").Append(ordinals);
        }

        return sql.Append(" LIMIT ").Append(plan.Limit).ToStatement();
    }

    /// <summary>All rows of a plan of single records, the smallest of what orders them first, whatever its limit.</summary>
    public static SqlStatement Records(QueryPlan plan)
    {
        var sql = new SqlText();
        sql.Append("SELECT ").Append(string.Join(", ", plan.Dimensions.SelectMany(DimensionRenderer.Expressions)));
        SqlSource.From(sql, plan);
        return sql.Append(" ORDER BY ").Append(string.Join(", ", DimensionRenderer.Order(plan.OrderDimension!))).ToStatement();
    }

    /// <summary>Expressions of all records of a plan, whatever its columns and its limit, in the order of the files.</summary>
    public static SqlStatement Selected(QueryPlan plan, IEnumerable<string> expressions)
    {
        var sql = new SqlText();
        sql.Append("SELECT ").Append(string.Join(", ", expressions));
        SqlSource.From(sql, plan);
        return sql.ToStatement();
    }

    /// <summary>Whether <see cref="Threshold"/> can be asked of a plan: of single records that one value orders.</summary>
    public static bool HasThreshold(QueryPlan plan) => plan.OrderDimension is { Type: not (ResultType.Address or ResultType.Prefix or ResultType.Text) };

    /// <summary>
    /// What orders the last record that a plan of single records gives: one value, or no row where fewer match. It reads one
    /// column; the rows themselves, of many columns, are then read only up to there.
    /// </summary>
    public static SqlStatement Threshold(QueryPlan plan)
    {
        var sql = new SqlText();
        string order = DimensionRenderer.Expressions(plan.OrderDimension!)[0];
        sql.Append("SELECT ").Append(order);
        SqlSource.From(sql, plan);
        string direction = plan.Ascending ? " ASC" : " DESC";
        sql.Append(" ORDER BY ").Append(string.Join(", ", DimensionRenderer.Order(plan.OrderDimension!).Select(part => part + direction)));
        return sql.Append(" LIMIT 1 OFFSET ").Append(plan.Limit - 1).ToStatement();
    }

    /// <summary>One row: how many records match, their bytes and packets, how many were scaled, how many tell no rate, and each measure of the plan.</summary>
    public static SqlStatement Totals(QueryPlan plan)
    {
        var sql = new SqlText();
        string scaled = plan.Scale ? $"{MeasureRenderer.Count(plan.IsSummed, DuckDbDialect.IsSampled)}, {MeasureRenderer.Count(plan.IsSummed, FlowColumns.SamplingRate.Name + " IS NULL")}" : "0::UBIGINT, 0::UBIGINT";
        IEnumerable<string> known = Measure.Default.Select(measure => MeasureRenderer.Expression(measure, plan.Scale, null, plan.IsSummed));
        sql.Append("SELECT ").Append(string.Join(", ", [.. known, scaled, .. Measures(plan)]));
        SqlSource.From(sql, plan);
        return sql.ToStatement();
    }

    /// <summary>A row where some record that matches the plan's time was sampled; none otherwise. Files' own statistics answer it for most.</summary>
    public static SqlStatement AnySampled(QueryPlan plan)
    {
        var sql = new SqlText();
        sql.Append("SELECT 1::UBIGINT");
        SqlSource.From(sql, plan with { Filter = EverythingPredicate.Instance, FlowTime = default });
        return sql.Append(plan.Received.IsAll ? " WHERE " : " AND ").Append(DuckDbDialect.IsSampled).Append(" LIMIT 1").ToStatement();
    }

    private static IEnumerable<string> Measures(QueryPlan plan)
    {
        long? bucket = plan.Dimensions.OfType<TimeDimension>().FirstOrDefault()?.Nanoseconds;
        return plan.Measures.Select(measure => MeasureRenderer.Expression(measure, plan.Scale, bucket, plan.IsSummed));
    }

    private static void Beyond(SqlText sql, QueryPlan plan, Dimension order, ResultValue threshold)
    {
        sql.Append(SqlSource.HasWhere(plan) ? " AND " : " WHERE ");
        if (order is ColumnDimension { Column: { Type: LogicalType.Time } time })
        {
            TimeCondition.Write(sql, time, plan.Ascending ? null : threshold.Signed, plan.Ascending ? threshold.Signed : null);
            return;
        }

        bool isReal = order.Type == ResultType.Real;
        bool isSigned = order.Type is ResultType.Time or ResultType.Duration or ResultType.Signed;
        sql.Append("(").Append(DimensionRenderer.Expressions(order)[0]).Append(plan.Ascending ? ") <= " : ") >= ");
        SqlValue value = isReal ? SqlValue.Of(threshold.Real) : isSigned ? SqlValue.Of(threshold.Signed) : SqlValue.Of(threshold.Unsigned);
        sql.Parameter(value, isReal ? "DOUBLE" : isSigned ? "BIGINT" : "UBIGINT");
    }
}
