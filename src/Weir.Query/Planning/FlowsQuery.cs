using Weir.Query.Binding;

namespace Weir.Query.Planning;

/// <summary>Single records: <c>weir flows</c>. What they hold is given as it was sent; only totals are scaled.</summary>
public sealed record FlowsQuery
{
    /// <summary>Columns given; empty means all.</summary>
    public IReadOnlyList<Dimension> Columns { get; init; } = [];

    /// <summary>What orders them; <see langword="null"/> is when they were received.</summary>
    public Dimension? OrderBy { get; init; }

    /// <summary>Whether the smallest come first, and not the largest.</summary>
    public bool Ascending { get; init; }

    /// <summary>Records given.</summary>
    public int Count { get; init; } = 20;

    public TimeRange Range { get; init; }

    public Predicate Filter { get; init; } = EverythingPredicate.Instance;

    /// <summary>Whether totals of sampled records are multiplied by their sampling rate.</summary>
    public bool Scale { get; init; } = true;
}
