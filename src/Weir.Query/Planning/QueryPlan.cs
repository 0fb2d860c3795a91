using Weir.Query.Binding;
using Weir.Query.Results;

namespace Weir.Query.Planning;

/// <summary>What is to be asked of an archive, whatever engine answers.</summary>
public sealed record QueryPlan
{
    /// <summary>Columns of the answer: those with a <see cref="ResultColumn.Column"/> first, sums after them.</summary>
    public required IReadOnlyList<ResultColumn> Columns { get; init; }

    /// <summary>Whether records are grouped by the columns and summed.</summary>
    public required bool IsGrouped { get; init; }

    /// <summary>Name of the column that orders the answer, largest first.</summary>
    public required string OrderBy { get; init; }

    /// <summary>Rows given at most.</summary>
    public required int Limit { get; init; }

    /// <summary>Which records count.</summary>
    public required Predicate Filter { get; init; }

    /// <summary>When their flows ended: time_flow_end_ns, or time_received_ns where that is absent.</summary>
    public required TimeRange FlowTime { get; init; }

    /// <summary>When they were received: follows from <see cref="FlowTime"/>, and says which partitions are opened.</summary>
    public required TimeRange Received { get; init; }
}
