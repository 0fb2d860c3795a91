namespace Weir.Collector.Sessions;

/// <summary>What a <see cref="SequenceTracker"/> has counted at a moment.</summary>
internal readonly record struct SequenceFigures(long Received, long Lost, long LateMessages, long Repeated, long Restarts)
{
    /// <summary>Both together.</summary>
    public static SequenceFigures operator +(in SequenceFigures one, in SequenceFigures other) => new(
        one.Received + other.Received, one.Lost + other.Lost, one.LateMessages + other.LateMessages, one.Repeated + other.Repeated, one.Restarts + other.Restarts);

    /// <summary>What was counted from one moment to a later one.</summary>
    public static SequenceFigures operator -(in SequenceFigures later, in SequenceFigures earlier) => new(
        later.Received - earlier.Received, later.Lost - earlier.Lost, later.LateMessages - earlier.LateMessages, later.Repeated - earlier.Repeated, later.Restarts - earlier.Restarts);
}
