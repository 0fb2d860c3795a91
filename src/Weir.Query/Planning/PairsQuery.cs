using Weir.Query.Binding;

namespace Weir.Query.Planning;

/// <summary>
/// Conversations: records of both directions together. The source is the side whose first packet came first: <c>weir pairs</c>.
/// </summary>
public sealed record PairsQuery
{
    /// <summary>Whether ports and protocol tell conversations apart; otherwise all between two addresses is one.</summary>
    public bool ByPorts { get; init; }

    /// <summary>What orders them, of both directions together: bytes, packets or flows.</summary>
    public Measure OrderBy { get; init; } = Measure.Bytes;

    /// <summary>Conversations given.</summary>
    public int Count { get; init; } = 10;

    public TimeRange Range { get; init; }

    public Predicate Filter { get; init; } = EverythingPredicate.Instance;

    /// <summary>Whether sums of sampled records are multiplied by their sampling rate.</summary>
    public bool Scale { get; init; } = true;
}
