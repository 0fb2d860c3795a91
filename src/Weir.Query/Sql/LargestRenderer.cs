using System.Globalization;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.Query.Sql;

/// <summary>
/// Writes how the largest of very many groups are found without holding all of them: groups are thrown into buckets by a hash, and only those in the buckets with the largest
/// sums are told apart. A sum that adds up is nowhere larger than that of its bucket, so that nothing in the other buckets reaches what is larger than the largest of these
/// (docs/adr/0018-the-largest-of-many-groups.md).
/// </summary>
public static class LargestRenderer
{
    /// <summary>Buckets that are told apart.</summary>
    public const int Kept = 1024;

    /// <summary>Records that <see cref="Sample"/> looks at: half a row group's.</summary>
    public const int Sampled = 65_536;

    // A table of so many sums lies in a processor's second cache, and a group shares its bucket with few others of its size.
    private const int Buckets = 65_536;

    /// <summary>Whether the largest groups of a plan may be found so: by a sum that adds up, far fewer than the buckets that are kept.</summary>
    public static bool Fits(QueryPlan plan) =>
        plan is { IsGrouped: true, IsSummed: false, Ascending: false, OrderMeasure.IsAdditive: true, Dimensions.Count: > 0 } && plan.Limit <= Kept / 4;

    /// <summary>One row: of how many groups some records of the plan are.</summary>
    public static SqlStatement Sample(QueryPlan plan)
    {
        var sql = new SqlText();
        string[] keys = Keys(plan);
        sql.Append("SELECT count(DISTINCT hash(").Append(string.Join(", ", Enumerable.Range(0, keys.Length).Select(Name))).Append("))::UBIGINT FROM (SELECT ");
        sql.Append(string.Join(", ", keys.Select(static (key, at) => $"{key} AS {Name(at)}")));
        SqlSource.From(sql, plan);
        return sql.Append(" LIMIT ").Append(Sampled).Append(")").ToStatement();
    }

    /// <summary>The largest buckets and their sums, of what orders the plan; one more than <see cref="Kept"/> where there are more.</summary>
    public static SqlStatement Sums(QueryPlan plan)
    {
        var sql = new SqlText();
        sql.Append("SELECT ").Append(Bucket(plan)).Append(", ").Append(MeasureRenderer.Expression(plan.OrderMeasure!, plan.Scale, null));
        SqlSource.From(sql, plan);
        return sql.Append(" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ").Append(Kept + 1).ToStatement();
    }

    /// <summary>Whether it may be hoped that the kept buckets have the answer: else each of them has its share of all, and is as large as the next.</summary>
    /// <param name="plan">What is asked.</param>
    /// <param name="buckets">What <see cref="Sums"/> answered.</param>
    /// <param name="whole">The measure that orders the plan, of all records.</param>
    public static bool IsPromising(QueryPlan plan, IReadOnlyList<ResultValue[]> buckets, ulong whole) =>
        buckets.Count <= Kept || buckets[Math.Max(plan.Limit, 1) - 1][1].Unsigned - buckets[Kept][1].Unsigned > whole / Buckets;

    /// <summary>Whether no group outside the kept buckets belongs into an answer.</summary>
    /// <param name="buckets">What <see cref="Sums"/> answered.</param>
    /// <param name="smallest">The measure that orders the plan, of the last of all groups that are wanted; <see langword="null"/> where the kept buckets have fewer.</param>
    public static bool IsProven(IReadOnlyList<ResultValue[]> buckets, ulong? smallest) => buckets.Count <= Kept || smallest > buckets[Kept][1].Unsigned;

    /// <summary>Leaves only records of some buckets.</summary>
    internal static void Where(SqlText sql, QueryPlan plan, IReadOnlyList<ResultValue[]> buckets)
    {
        sql.Append(SqlSource.HasWhere(plan) ? " AND " : " WHERE ").Append(Bucket(plan)).Append(" IN (");
        for (int i = 0; i < Math.Min(buckets.Count, Kept); i++) sql.Append(i > 0 ? ", " : "").Append((int)buckets[i][0].Unsigned);
        sql.Append(")");
    }

    private static string Bucket(QueryPlan plan) => string.Create(CultureInfo.InvariantCulture, $"(hash({string.Join(", ", Keys(plan))}) & {Buckets - 1})::USMALLINT");

    private static string[] Keys(QueryPlan plan) => [.. plan.Dimensions.SelectMany(DimensionRenderer.Expressions)];

    private static string Name(int key) => string.Create(CultureInfo.InvariantCulture, $"k{key}");
}
