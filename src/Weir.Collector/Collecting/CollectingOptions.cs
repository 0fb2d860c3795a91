namespace Weir.Collector.Collecting;

/// <summary>How a collecting process begins and ends.</summary>
public sealed record CollectingOptions
{
    /// <summary>
    /// Ends by itself when no datagram came for this long, counted from the last one, or from the start where none came at all.
    /// <see langword="null"/>: it runs until it is told to stop.
    /// </summary>
    public TimeSpan? ExitAfterIdle { get; init; }

    /// <summary>
    /// Told to stop, it still takes what the sockets hold, but no longer than this, for exporters do not stop sending. 2 s: many times
    /// what emptying a full buffer takes, and well within the 10 s that containers are given to end.
    /// </summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(2);
}
