using Weir.Query.Binding;

namespace Weir.Query.Planning;

/// <summary>Groups of records with the largest measures: <c>weir top</c>. Without dimensions all records are one group.</summary>
public sealed record TopQuery
{
    /// <summary>What records are grouped by; columns that are summed are not among them.</summary>
    public required IReadOnlyList<Dimension> Dimensions { get; init; }

    /// <summary>What is worked out of each group; at least one.</summary>
    public IReadOnlyList<Measure> Measures { get; init; } = Measure.Default;

    /// <summary>What orders the groups, largest first; <see langword="null"/> is the first measure.</summary>
    public Measure? OrderBy { get; init; }

    /// <summary>Groups given.</summary>
    public int Count { get; init; } = 10;

    public TimeRange Range { get; init; }

    public Predicate Filter { get; init; } = EverythingPredicate.Instance;

    /// <summary>Whether sums of sampled records are multiplied by their sampling rate; otherwise they are as sent.</summary>
    public bool Scale { get; init; } = true;
}
