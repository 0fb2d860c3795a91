using Weir.Flows.Columns;
using Weir.Query.Binding;

namespace Weir.Query.Planning;

/// <summary>Single records, newest first: <c>weir flows</c>.</summary>
public sealed record FlowsQuery
{
    /// <summary>Columns given; empty means all.</summary>
    public IReadOnlyList<FlowColumn> Columns { get; init; } = [];

    /// <summary>Records given.</summary>
    public int Count { get; init; } = 20;

    public TimeRange Range { get; init; }

    public Predicate Filter { get; init; } = EverythingPredicate.Instance;
}
