using Weir.Flows.Columns;
using Weir.Query.Binding;

namespace Weir.Query.Planning;

/// <summary>What a top list is ordered by.</summary>
public enum TopMeasure : byte
{
    Bytes,
    Packets,
    Flows,
}

/// <summary>The dimension values with the largest sums: <c>weir top src_addr</c>.</summary>
public sealed record TopQuery
{
    /// <summary>What records are grouped by; at least one, measures not among them.</summary>
    public required IReadOnlyList<FlowColumn> Dimensions { get; init; }

    public TopMeasure OrderBy { get; init; } = TopMeasure.Bytes;

    /// <summary>Groups given.</summary>
    public int Count { get; init; } = 10;

    public TimeRange Range { get; init; }

    public Predicate Filter { get; init; } = EverythingPredicate.Instance;
}
