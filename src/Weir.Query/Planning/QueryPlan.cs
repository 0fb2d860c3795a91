using Weir.Query.Binding;
using Weir.Query.Results;

namespace Weir.Query.Planning;

/// <summary>What is to be asked of an archive, whatever engine answers.</summary>
public sealed record QueryPlan
{
    /// <summary>What records are grouped by; of a plan of single records, what is given of each.</summary>
    public required IReadOnlyList<Dimension> Dimensions { get; init; }

    /// <summary>What is worked out of each group; of a plan of single records, only of all of them together.</summary>
    public required IReadOnlyList<Measure> Measures { get; init; }

    /// <summary>Whether records are grouped by the dimensions.</summary>
    public required bool IsGrouped { get; init; }

    /// <summary>The measure that orders groups, one of <see cref="Measures"/>; <see langword="null"/> for single records.</summary>
    public Measure? OrderMeasure { get; init; }

    /// <summary>What orders single records; <see langword="null"/> for groups.</summary>
    public Dimension? OrderDimension { get; init; }

    /// <summary>Whether the smallest come first. Ties, and what has no value, follow in the order of the dimensions.</summary>
    public bool Ascending { get; init; }

    /// <summary>Rows given at most.</summary>
    public required int Limit { get; init; }

    /// <summary>Which records count.</summary>
    public required Predicate Filter { get; init; }

    /// <summary>When their flows ended: time_flow_end_ns, or time_received_ns where that is absent.</summary>
    public required TimeRange FlowTime { get; init; }

    /// <summary>When they were received: follows from <see cref="FlowTime"/>, and says which partitions are opened.</summary>
    public required TimeRange Received { get; init; }

    /// <summary>Whether sums are multiplied by the sampling rate of each record.</summary>
    public bool Scale { get; init; } = true;

    /// <summary>Whether a row that is read stands for several records, as many as its column <c>flows</c> says.</summary>
    public bool IsSummed { get; init; }

    /// <summary>Whether it is known that all records that are read tell when their flow ended.</summary>
    public bool AllTellEnd { get; init; }

    /// <summary>Columns of the answer: the dimensions, and for groups the measures after them.</summary>
    public IReadOnlyList<ResultColumn> Columns =>
    [
        .. Dimensions.Select(static dimension => new ResultColumn(dimension)),
        .. IsGrouped ? Measures.Select(static measure => new ResultColumn(measure)) : [],
    ];
}
