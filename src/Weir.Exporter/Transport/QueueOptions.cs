using Weir.Exporter.Transport.Spooling;

namespace Weir.Exporter.Transport;

/// <summary>How a transport keeps messages that the collector has not got yet.</summary>
public sealed record QueueOptions
{
    /// <summary>
    /// Octets of memory for messages on their way. 8 MiB: twice what Linux's largest default send buffer holds (tcp_wmem: 4 MiB), since
    /// a message stays here until the collector's host has acknowledged it.
    /// </summary>
    public int MemoryOctets { get; init; } = 8 * 1024 * 1024;

    /// <summary>The disk behind the memory; <see langword="null"/>: what the memory does not hold is lost and counted.</summary>
    public SpoolOptions? Spool { get; init; }

    /// <summary>When to try again.</summary>
    public RetryOptions Retry { get; init; } = RetryOptions.Default;

    /// <summary>An attempt to connect is given up after this. 20 s: RFC 7011 says configurable; four SYNs of Linux fit.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the end of the exporter may wait for the collector to take what is left. 5 s: service managers kill after 90.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a message is kept after the collector's host acknowledged it, to be sent again if the session breaks. Zero: what the
    /// host has counts as delivered, and a collector that is killed loses what it had not read yet. Longer: it gets that again, and
    /// with it what it had read in that time.
    /// </summary>
    public TimeSpan ConfirmAfter { get; init; } = TimeSpan.Zero;
}
