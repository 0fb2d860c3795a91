using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;

namespace Weir.Query.Sql;

/// <summary>Writes which records a plan reads.</summary>
internal static class SqlSource
{
    internal static void From(SqlText sql, QueryPlan plan)
    {
        Relation(sql.Append(" FROM "), plan);
        Where(sql, plan);
    }

    /// <summary>
    /// The records of the plan's time. Those that say when they ended, and those that do not, are read apart: files tell the least and the largest value of a column, so that what
    /// cannot match is not read; of an expression of two columns they tell nothing. In sums all say it.
    /// </summary>
    internal static void Relation(SqlText sql, QueryPlan plan)
    {
        if (plan.FlowTime.IsAll || plan.IsSummed)
        {
            sql.Append(DuckDbDialect.Relation);
            return;
        }

        string joint = " WHERE ";
        Bound(sql.Append($"(SELECT * FROM {DuckDbDialect.Relation}"), ref joint, FlowColumns.TimeFlowEndNs, plan.FlowTime);
        if (plan.AllTellEnd)
        {
            sql.Append($") AS {DuckDbDialect.Relation}");
            return;
        }

        joint = " AND ";
        Bound(sql.Append($" UNION ALL SELECT * FROM {DuckDbDialect.Relation} WHERE {StoredTimes.End.Name} IS NULL"), ref joint, FlowColumns.TimeReceivedNs, plan.FlowTime);
        sql.Append($") AS {DuckDbDialect.Relation}");
    }

    /// <summary>Whether <see cref="Where"/> writes a condition.</summary>
    internal static bool HasWhere(QueryPlan plan) => !plan.Received.IsAll || (plan.IsSummed && !plan.FlowTime.IsAll) || plan.Filter is not EverythingPredicate;

    /// <summary>What else is asked of the records of <see cref="Relation"/>.</summary>
    internal static void Where(SqlText sql, QueryPlan plan)
    {
        string joint = " WHERE ";
        Bound(sql, ref joint, FlowColumns.TimeReceivedNs, plan.Received);
        if (plan.IsSummed) BoundOfSums(sql, ref joint, plan.FlowTime);
        if (plan.Filter is EverythingPredicate) return;
        PredicateRenderer.Operand(sql.Append(joint), plan.Filter, plan.Filter is AndPredicate);
    }

    private static void Bound(SqlText sql, ref string joint, FlowColumn time, TimeRange range)
    {
        if (range.IsAll) return;
        TimeCondition.Write(sql.Append(joint), time, range.SinceNs, (Int128?)range.UntilNs - 1);
        joint = " AND ";
    }

    // The time of sums is nanoseconds, as the beginnings of their buckets are.
    private static void BoundOfSums(SqlText sql, ref string joint, TimeRange range)
    {
        if (range.SinceNs is { } since)
        {
            sql.Append(joint).Append(DimensionRenderer.FlowTime).Append(" >= ").Parameter(SqlValue.Of(since), "BIGINT");
            joint = " AND ";
        }

        if (range.UntilNs is { } until)
        {
            sql.Append(joint).Append(DimensionRenderer.FlowTime).Append(" < ").Parameter(SqlValue.Of(until), "BIGINT");
            joint = " AND ";
        }
    }
}
