namespace Weir.Capture.Conntrack;

/// <summary>What was reported of a connection that goes on.</summary>
internal struct TrackedConnection
{
    /// <summary>Counters in the last report.</summary>
    public TrafficCount Original, Reply;

    /// <summary>Counters in the last report of a connection before this one, of the same identity, whose end is still to be told.</summary>
    public TrafficCount OriginalBefore, ReplyBefore;
    public bool HasBefore;

    /// <summary>End of the last report; where there is none yet, when it began; 0 where that is not known.</summary>
    public long SinceNs;

    /// <summary>The look that it was last seen in, or that came before its begin was told.</summary>
    public uint Seen;

    /// <summary>Whether what is held was there before this program, and nothing was reported.</summary>
    public bool IsBaseline;
}
