using Weir.Collector.Looking;

namespace Weir.Collector.Stitching;

/// <summary>How the two directions of conversations are brought together, and where each default comes from.</summary>
public sealed record StitchingOptions
{
    /// <summary>Whether they are.</summary>
    public bool IsOn { get; init; }

    /// <summary>
    /// Directions of which one was not heard of for longer belong to no conversation. 120 s: twice the active timeout that collectors ask for
    /// (60 s), so that a direction that goes on is not forgotten between its records.
    /// </summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Conversations remembered at once, 40 octets each. 1 Mi: those of 8,000 a second within the window.</summary>
    public int MaxConversations { get; init; } = 1 << 20;

    /// <summary>All that is wrong with these options, in words.</summary>
    public IEnumerable<string> Validate()
    {
        if (Window < TimeSpan.FromSeconds(1) || Window > TimeSpan.FromDays(1)) yield return "stitch window must be 1 s to 1 day";
        if (MaxConversations is < FlowPlaces.Ways or > 1 << 28) yield return $"stitch flows must be {FlowPlaces.Ways} to {1 << 28}";
    }
}
