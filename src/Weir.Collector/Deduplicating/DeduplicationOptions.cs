using Weir.Collector.Looking;

namespace Weir.Collector.Deduplicating;

/// <summary>How records of the same packets by several exporters are told apart, and where each default comes from.</summary>
public sealed record DeduplicationOptions
{
    /// <summary>Only records that came in or went out by one of <see cref="Boundary"/> count.</summary>
    public bool ByBoundary { get; init; }

    /// <summary>Of a flow only the records of the exporter count that was heard of it first.</summary>
    public bool ByWindow { get; init; }

    /// <summary>
    /// Of a flow only the records of the exporter count that samples least; of those the one that tells of most packets. Goes before <see cref="ByWindow"/>.
    /// Segments are decoded twice then.
    /// </summary>
    public bool ByBest { get; init; }

    /// <summary>The interfaces at the edge.</summary>
    public IReadOnlyList<BoundaryInterface> Boundary { get; init; } = [];

    /// <summary>
    /// An exporter that said nothing of a flow for this long leaves it to another. 120 s: twice the active timeout that collectors ask for (60 s), so
    /// that one late record does not change who counts.
    /// </summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Flows remembered at once, 24 octets each, 40 with <see cref="ByBest"/>. 1 Mi: those of 8,000 a second within the window.</summary>
    public int MaxFlows { get; init; } = 1 << 20;

    /// <summary>What becomes of duplicates.</summary>
    public DuplicateAction Action { get; init; }

    /// <summary>Whether anything is looked for.</summary>
    public bool IsOn => ByBoundary || ByWindow || ByBest;

    /// <summary>All that is wrong with these options, in words.</summary>
    public IEnumerable<string> Validate()
    {
        if (ByBoundary && Boundary.Count == 0) yield return "dedup boundary needs an interface that is one: without, every record would be a duplicate";
        if (Window < TimeSpan.FromSeconds(1) || Window > TimeSpan.FromDays(1)) yield return "dedup window must be 1 s to 1 day";
        if (MaxFlows is < FlowPlaces.Ways or > 1 << 28) yield return $"dedup flows must be {FlowPlaces.Ways} to {1 << 28}";
    }

    /// <inheritdoc/>
    public bool Equals(DeduplicationOptions? other) => other is not null && (ByBoundary, ByWindow, ByBest, Window, MaxFlows, Action) == (other.ByBoundary, other.ByWindow, other.ByBest, other.Window, other.MaxFlows, other.Action)
        && Boundary.SequenceEqual(other.Boundary);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ByBoundary, ByWindow, ByBest, Window, MaxFlows, Action, Boundary.Count);
}
