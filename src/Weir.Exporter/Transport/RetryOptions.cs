namespace Weir.Exporter.Transport;

/// <summary>How long to wait from one attempt to connect to the next. The wait doubles with each failure, from the first to the longest.</summary>
/// <param name="First">Wait after the first failure.</param>
/// <param name="Longest">Longest wait.</param>
public readonly record struct RetryOptions(TimeSpan First, TimeSpan Longest)
{
    /// <summary>
    /// RFC 7011 section 10.4.4: in the default configuration not more often than once a minute. It is counted from attempt to
    /// attempt, so a session that lasted longer than that is begun again at once.
    /// </summary>
    public static RetryOptions Default { get; } = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));

    /// <summary>For a UDP collector that the network says is not there: one datagram after 1 s, 2 s, 4 s and so on up to a minute.</summary>
    public static RetryOptions Datagrams { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>The wait after so many failures in a row.</summary>
    internal TimeSpan After(int failures)
    {
        double ticks = First.Ticks * Math.Pow(2, Math.Clamp(failures - 1, 0, 40));
        return ticks >= Longest.Ticks ? Longest : TimeSpan.FromTicks((long)ticks);
    }
}
