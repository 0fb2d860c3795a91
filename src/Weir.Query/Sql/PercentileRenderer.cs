using System.Globalization;
using Weir.Query.Planning;

namespace Weir.Query.Sql;

/// <summary>Writes percentiles of rates in buckets of time.</summary>
public static class PercentileRenderer
{
    /// <summary>The rows of the answer, as <see cref="PercentilePlan.Columns"/> are stored.</summary>
    /// <param name="plan">What is asked.</param>
    /// <param name="buckets">How many buckets the range has; those without traffic are zero.</param>
    public static SqlStatement Rows(PercentilePlan plan, long buckets)
    {
        QueryPlan records = plan.Records;
        string[] keys = [.. records.Dimensions.SelectMany(DimensionRenderer.Expressions)];
        string names = string.Join(", ", keys.Select(static (_, i) => $"k{i}"));
        string rate = MeasureRenderer.Expression(new RatioMeasure(Syntax.DerivedMeasure.BitsPerSecond), records.Scale, plan.BucketNs);
        string comma = keys.Length > 0 ? ", " : "";
        var sql = new SqlText();
        sql.Append($"WITH rates AS (SELECT {string.Concat(keys.Select(static (key, i) => $"{key} AS k{i}, "))}{DimensionRenderer.Expressions(new TimeDimension(plan.BucketNs))[0]} AS bucket, {rate} AS rate");
        SqlSource.From(sql, records);
        // Of an address both halves are null together.
        if (records.Dimensions.Count > 0) sql.Append(SqlSource.HasWhere(records) ? " AND (" : " WHERE (").Append(keys[^1]).Append(") IS NOT NULL");
        sql.Append($" GROUP BY {string.Join(", ", Enumerable.Range(1, keys.Length + 1))}), ");
        sql.Append($"ranked AS (SELECT *, row_number() OVER ({(keys.Length > 0 ? $"PARTITION BY {names} " : "")}ORDER BY rate DESC) AS place FROM rates) ");
        sql.Append(string.Create(CultureInfo.InvariantCulture, $"SELECT {names}{comma}coalesce(max(rate) FILTER (place = {plan.RankOf(buckets)}), 0)::DOUBLE AS percentile, max(rate), sum(rate) / {buckets}, count(*)::UBIGINT FROM ranked"));
        if (keys.Length > 0) sql.Append($" GROUP BY {names}");
        return sql.Append($" ORDER BY percentile DESC{comma}{names} LIMIT ").Append(records.Limit).ToStatement();
    }
}
