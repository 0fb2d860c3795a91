using Weir.Query.Results;

namespace Weir.Query.Planning;

/// <summary>What is to be asked for a <see cref="SeriesQuery"/>: first its largest groups, then their buckets.</summary>
/// <param name="Groups">The groups with lines of their own, by one measure.</param>
/// <param name="BucketNs">Width of a bucket; <see langword="null"/> where the time of the records says it.</param>
public sealed record SeriesPlan(QueryPlan Groups, long? BucketNs)
{
    /// <summary>Buckets that a range is divided into, about: a terminal is as wide, and a chart of a page has a few points for each.</summary>
    public const int WantedBuckets = 100;

    /// <summary>Buckets there may be; an answer is held in memory, for each group.</summary>
    public const int MaxBuckets = 100_000;

    // Divisors of a minute, an hour, a day.
    private static readonly long[] Steps =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 7 * 86_400, 28 * 86_400, 364 * 86_400];

    /// <summary>The groups with lines of their own where they are known already; <see langword="null"/>: the largest.</summary>
    public IReadOnlyList<ResultValue[]>? Lines { get; init; }

    /// <summary>The width that divides a span into <see cref="WantedBuckets"/>, or a few less.</summary>
    public static long BucketOf(long spanNs)
    {
        foreach (long step in Steps)
        {
            if (spanNs / (step * TimeSpanText.NanosecondsPerSecond) < WantedBuckets) return step * TimeSpanText.NanosecondsPerSecond;
        }

        return Steps[^1] * TimeSpanText.NanosecondsPerSecond;
    }

    /// <summary>The bucket that a time lies in, counted from 1970.</summary>
    public static long BucketAt(long timeNs, long bucketNs) => timeNs / bucketNs - (timeNs % bucketNs < 0 ? 1 : 0);
}
