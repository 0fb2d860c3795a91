using Weir.Query.Binding;

namespace Weir.Query.Planning;

/// <summary>
/// Percentiles of the rate in buckets of time, as lines are billed: the rates of all buckets of the range in order, empty ones too, without
/// the highest part; the highest of those that remain (nearest rank).
/// </summary>
public sealed record PercentileQuery
{
    /// <summary>Whose rate: for an interface its exporter and ifIndex. Records without a value in the last one do not count.</summary>
    public required IReadOnlyList<Dimension> Dimensions { get; init; }

    /// <summary>Over 0, to 100.</summary>
    public double Percent { get; init; } = 95;

    /// <summary>Width of a bucket; five minutes are usual for billing.</summary>
    public long BucketNs { get; init; } = 300 * TimeSpanText.NanosecondsPerSecond;

    /// <summary>Groups given, the highest percentile first.</summary>
    public int Count { get; init; } = 20;

    public TimeRange Range { get; init; }

    public Predicate Filter { get; init; } = EverythingPredicate.Instance;

    /// <summary>Whether sums of sampled records are multiplied by their sampling rate.</summary>
    public bool Scale { get; init; } = true;
}
