using Weir.Query.Results;

namespace Weir.Query.Planning;

/// <summary>What is to be asked for a <see cref="SeriesQuery"/>: first its largest groups, then their buckets.</summary>
/// <param name="Groups">The groups with lines of their own, by one measure.</param>
/// <param name="BucketNs">Width of a bucket; <see langword="null"/> where the time of the records says it.</param>
public sealed record SeriesPlan(QueryPlan Groups, long? BucketNs)
{
    /// <summary>Buckets that a range is divided into at most where none says how many: a terminal is as wide.</summary>
    public const int WantedBuckets = 100;

    /// <summary>Buckets that a range is divided into at least where wider ones are answered from sums: a day's load can be read from as many.</summary>
    public const int LeastBuckets = 36;

    /// <summary>Buckets there may be; an answer is held in memory, for each group.</summary>
    public const int MaxBuckets = 100_000;

    /// <summary>The groups with lines of their own where they are known already; <see langword="null"/>: the largest.</summary>
    public IReadOnlyList<ResultValue[]>? Lines { get; init; }

    /// <summary>Widths that may be taken instead where sums answer in them and very much would have to be read otherwise, the narrowest first.</summary>
    public IReadOnlyList<long> Wider { get; init; } = [];

    /// <summary>The bucket that a time lies in, counted from 1970.</summary>
    public static long BucketAt(long timeNs, long bucketNs) => timeNs / bucketNs - (timeNs % bucketNs < 0 ? 1 : 0);
}
