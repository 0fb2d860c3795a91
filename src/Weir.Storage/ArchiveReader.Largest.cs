using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;

namespace Weir.Storage;

/// <content>Finding the largest of very many groups.</content>
public sealed partial class ArchiveReader
{
    private static readonly ResultColumn[] SampleColumns = [new("groups", ResultType.Unsigned)];

    /// <summary>
    /// Records from which on it is looked whether there are so many groups that a table of all of them is better not made. Grouping a million records takes half a second
    /// where no two are alike; below, two looks gain little.
    /// </summary>
    internal ulong ManyRecords { get; init; } = 1_000_000;

    /// <summary>How many answers were found in the largest buckets, and how many were looked for there.</summary>
    internal (int Found, int Sought) Buckets { get; private set; }

    private List<ResultValue[]> Groups(DuckDbConnection connection, QueryPlan plan, ulong records, ResultValue[] whole, CancellationToken cancellationToken)
    {
        if (LargestRenderer.Fits(plan) && records >= ManyRecords && IsOfMany(connection, plan, records, cancellationToken))
        {
            Buckets = (Buckets.Found, Buckets.Sought + 1);
            int measure = plan.Measures.Count - 1;
            while (plan.Measures[measure] != plan.OrderMeasure) measure--;
            List<ResultValue[]> buckets = Execute(connection, LargestRenderer.Sums(plan), [new("bucket", ResultType.Unsigned), new(plan.OrderMeasure!)], cancellationToken);
            if (LargestRenderer.IsPromising(plan, buckets, whole[measure].Unsigned))
            {
                List<ResultValue[]> rows = Execute(connection, SqlRenderer.Rows(plan, buckets: buckets), plan.Columns, cancellationToken);
                if (LargestRenderer.IsProven(buckets, rows.Count < plan.Limit ? null : rows[^1][plan.Dimensions.Count + measure].Unsigned))
                {
                    Buckets = (Buckets.Found + 1, Buckets.Sought);
                    return rows;
                }
            }
        }

        return Execute(connection, SqlRenderer.Rows(plan), plan.Columns, cancellationToken);
    }

    // Half of some records that lie together are of groups of their own: there are at least as many groups in all as table and cache cannot hold.
    private static bool IsOfMany(DuckDbConnection connection, QueryPlan plan, ulong records, CancellationToken cancellationToken) =>
        Execute(connection, LargestRenderer.Sample(plan), SampleColumns, cancellationToken)[0][0].Unsigned * 2 >= Math.Min(records, LargestRenderer.Sampled);
}
