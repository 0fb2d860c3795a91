using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;

namespace Weir.Query.Sql;

/// <summary>Writes which records a plan reads.</summary>
internal static class SqlSource
{
    internal static void From(SqlText sql, QueryPlan plan)
    {
        sql.Append(" FROM ").Append(DuckDbDialect.Relation);
        Where(sql, plan);
    }

    internal static bool HasWhere(QueryPlan plan) => !plan.Received.IsAll || !plan.FlowTime.IsAll || plan.Filter is not EverythingPredicate;

    internal static void Where(SqlText sql, QueryPlan plan)
    {
        string joint = " WHERE ";
        Bound(sql, ref joint, FlowColumns.TimeReceivedNs.Name, plan.Received);
        if (!plan.FlowTime.IsAll) Bound(sql, ref joint, DimensionRenderer.FlowTime, plan.FlowTime);
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
