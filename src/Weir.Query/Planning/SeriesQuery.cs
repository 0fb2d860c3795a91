using Weir.Query.Binding;

namespace Weir.Query.Planning;

/// <summary>A measure over time, of the largest groups and of all others: <c>weir series</c>.</summary>
public sealed record SeriesQuery
{
    /// <summary>What records are grouped by beside time; empty is one line of all records.</summary>
    public IReadOnlyList<Dimension> Dimensions { get; init; } = [];

    /// <summary>What is worked out of each bucket.</summary>
    public Measure Measure { get; init; } = Measure.Bytes;

    /// <summary>Groups with a line of their own.</summary>
    public int Count { get; init; } = 5;

    /// <summary>Width of a bucket in nanoseconds; <see langword="null"/>: what gives up to <see cref="MostBuckets"/>.</summary>
    public long? BucketNs { get; init; }

    /// <summary>Where no width is asked for, buckets at most.</summary>
    public int MostBuckets { get; init; } = SeriesPlan.WantedBuckets;

    /// <summary>Where no width is asked for, buckets at least where sums answer in wider ones, and records alone in narrower ones; <see langword="null"/>: the narrower ones all the same.</summary>
    public int? LeastBuckets { get; init; }

    public TimeRange Range { get; init; }

    public Predicate Filter { get; init; } = EverythingPredicate.Instance;

    /// <summary>Whether sums of sampled records are multiplied by their sampling rate.</summary>
    public bool Scale { get; init; } = true;
}
