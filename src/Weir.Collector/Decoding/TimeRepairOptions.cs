namespace Weir.Collector.Decoding;

/// <summary>Which times of records can be right, and what becomes of others.</summary>
public sealed record TimeRepairOptions
{
    /// <summary>What becomes of times that cannot be right. By itself nothing: what was sent is what is asked about.</summary>
    public TimePolicy Policy { get; init; }

    /// <summary>
    /// How long before it was received a record may have ended: a day. Exporters export within minutes of an end; what comes later waited
    /// in a spool, and its message says when it was sent.
    /// </summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// The most that a message's own header may excuse by telling another time than the one it was received at: an hour, as of a clock in a wrong time zone. A clock that was
    /// never set says 1970, which excuses nothing.
    /// </summary>
    public TimeSpan MaxSkew { get; init; } = TimeSpan.FromHours(1);
}
