using Weir.Query.Results;

namespace Weir.Query.Planning;

/// <summary>What is to be asked for a <see cref="PercentileQuery"/>.</summary>
/// <param name="Records">Which records count, and their groups.</param>
/// <param name="Percent">Over 0, to 100.</param>
/// <param name="BucketNs">Width of a bucket.</param>
public sealed record PercentilePlan(QueryPlan Records, double Percent, long BucketNs)
{
    private static readonly ResultColumn[] Rates =
        [new("percentile_bps", ResultType.Real), new("maximum_bps", ResultType.Real), new("average_bps", ResultType.Real), new("buckets", ResultType.Unsigned)];

    /// <summary>Columns of the answer: the groups, their percentile, highest and average rate, and how many buckets had traffic.</summary>
    public IReadOnlyList<ResultColumn> Columns => [.. Records.Dimensions.Select(static dimension => new ResultColumn(dimension)), .. Rates];

    /// <summary>Which of the rates from the highest on is the percentile, counted from 1.</summary>
    /// <param name="buckets">How many buckets there are, empty ones too.</param>
    public long RankOf(long buckets) => buckets - Math.Max(1, (long)Math.Ceiling(Percent * buckets / 100)) + 1;
}
