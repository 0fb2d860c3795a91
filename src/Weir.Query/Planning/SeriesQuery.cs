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

    /// <summary>Width of a bucket in nanoseconds; <see langword="null"/>: what gives about <see cref="SeriesPlan.WantedBuckets"/>.</summary>
    public long? BucketNs { get; init; }

    public TimeRange Range { get; init; }

    public Predicate Filter { get; init; } = EverythingPredicate.Instance;

    /// <summary>Whether sums of sampled records are multiplied by their sampling rate.</summary>
    public bool Scale { get; init; } = true;
}
