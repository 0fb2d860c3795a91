using System.Globalization;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.Query.Sql;

/// <summary>Writes measures of groups that are known already, and of all others together: series, matrices, comparisons.</summary>
public static class RankedRenderer
{
    /// <summary>Rows of the bucket's begin if there is one, the place in each axis or none, and the plan's measures; in no order.</summary>
    public static SqlStatement Rows(QueryPlan plan, TimeDimension? bucket, params ReadOnlySpan<RankedAxis> axes)
    {
        var sql = new SqlText();
        sql.Append("SELECT ");
        if (bucket is not null) sql.Append(DimensionRenderer.Expressions(bucket)[0]).Append(", ");
        for (int axis = 0; axis < axes.Length; axis++) sql.Append(axes[axis].Groups.Count == 0 ? "NULL::UINTEGER, " : Place(axis) + ", ");
        sql.Append(string.Join(", ", plan.Measures.Select(measure => MeasureRenderer.Expression(measure, plan.Scale, bucket?.Nanoseconds, plan.IsSummed))));
        SqlSource.Relation(sql.Append(" FROM "), plan);
        for (int axis = 0; axis < axes.Length; axis++)
        {
            if (axes[axis].Groups.Count > 0) Join(sql, axes[axis], axis);
        }

        SqlSource.Where(sql, plan);
        int keys = axes.Length + (bucket is null ? 0 : 1);
        if (keys > 0) sql.Append(" GROUP BY ").Append(string.Join(", ", Enumerable.Range(1, keys)));
        return sql.ToStatement();
    }

    /// <summary>One row: when the flows of a plan began to end, and when the last one did; no values where none matches.</summary>
    public static SqlStatement Span(QueryPlan plan)
    {
        var sql = new SqlText();
        sql.Append($"SELECT min({DimensionRenderer.FlowTime}), max({DimensionRenderer.FlowTime})");
        SqlSource.From(sql, plan);
        return sql.ToStatement();
    }

    private static string Place(int axis) => string.Create(CultureInfo.InvariantCulture, $"g{axis}.place");

    // A table of the groups, joined by equal values; no value equals no value.
    private static void Join(SqlText sql, RankedAxis axis, int number)
    {
        (string Expression, string Type)[] keys = [.. axis.Dimensions.SelectMany(static dimension => DimensionRenderer.Expressions(dimension).Zip(DimensionRenderer.Types(dimension)))];
        sql.Append(" LEFT JOIN (VALUES ");
        for (int group = 0; group < axis.Groups.Count; group++)
        {
            sql.Append(group > 0 ? ", (" : "(");
            int key = 0;
            foreach ((ResultValue value, Dimension dimension) in axis.Groups[group].Zip(axis.Dimensions))
            {
                foreach (SqlValue part in DimensionRenderer.Parts(dimension, value))
                {
                    if (value.IsNull) sql.Append("NULL::").Append(keys[key].Type);
                    else sql.Parameter(part, keys[key].Type);
                    sql.Append(", ");
                    key++;
                }
            }

            sql.Append(group).Append("::UINTEGER)");
        }

        string names = string.Join(", ", Enumerable.Range(0, keys.Length).Select(static key => $"k{key}"));
        sql.Append(string.Create(CultureInfo.InvariantCulture, $") AS g{number}({names}, place) ON "));
        sql.Append(string.Join(" AND ", keys.Select((key, index) => string.Create(CultureInfo.InvariantCulture, $"({key.Expression}) IS NOT DISTINCT FROM g{number}.k{index}"))));
    }
}
