using Weir.Query.Planning;

namespace Weir.Query.Results;

/// <summary>A measure over time.</summary>
/// <param name="Dimensions">What the lines are of.</param>
/// <param name="Measure">What their values are.</param>
/// <param name="StartNs">Begin of the first bucket.</param>
/// <param name="BucketNs">Width of a bucket.</param>
/// <param name="Count">Buckets; each line has a value for each.</param>
/// <param name="Lines">The largest groups, largest first.</param>
/// <param name="Others">All other groups together, or all records where nothing is grouped; <see langword="null"/> where there are none.</param>
/// <param name="Totals">Over all records that match.</param>
public sealed record SeriesResult(
    IReadOnlyList<ResultColumn> Dimensions, Measure Measure, long StartNs, long BucketNs, int Count, IReadOnlyList<SeriesLine> Lines, SeriesLine? Others, QueryTotals Totals)
{
    /// <summary>Begin of a bucket.</summary>
    public long TimeOf(int bucket) => StartNs + bucket * BucketNs;
}

/// <summary>The values of a group.</summary>
/// <param name="Group">A value for each dimension; empty for all others.</param>
/// <param name="Values">A value for each bucket: zero, or none where a measure has none of nothing.</param>
public sealed record SeriesLine(ResultValue[] Group, ResultValue[] Values);
