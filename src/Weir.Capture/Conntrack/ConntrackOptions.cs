namespace Weir.Capture.Conntrack;

/// <summary>How to make flow records of the connections that the kernel tracks.</summary>
public sealed record ConntrackOptions
{
    /// <summary>Between two looks at all connections: each that had traffic is reported. The default, 60 s, is that of metered flows.</summary>
    public TimeSpan ActiveTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Which events the kernel is asked for.</summary>
    public ConntrackEvents Events { get; init; } = ConntrackEvents.Ends;

    /// <summary>
    /// Whether the kernel keeps a connection that is over until its end could be told. Nothing is lost then; but while this program is too slow, connections that
    /// are over fill the kernel's table, which may refuse new ones. Off, as a program that watches must not hold up what it watches.
    /// </summary>
    public bool Reliable { get; init; }

    /// <summary>Whether records name addresses and ports after translation.</summary>
    public bool Translations { get; init; }

    /// <summary>Whether the begin and the end of each translation is told (RFC 8158); takes <see cref="ConntrackEvents.BeginsAndEnds"/>.</summary>
    public bool TranslationEvents { get; init; }

    /// <summary>
    /// Whether a connection with traffic in both directions is one record, a biflow (RFC 5103) whose source began the connection; else each direction is one.
    /// </summary>
    public bool Biflow { get; init; }

    /// <summary>Whether sysctls that connection tracking needs are set; if not, what is missing is said.</summary>
    public bool SetsSysctls { get; init; }

    /// <summary>
    /// Octets the kernel may keep for events. The default, 32 MiB, holds about 40,000: a second and more at the highest rate seen of a kernel here.
    /// </summary>
    public int BufferOctets { get; init; } = 32 << 20;

    /// <summary>
    /// Connections that are remembered at most: those that lived through a look. The default, 262144, is what the kernel's own table holds at most on
    /// hosts of 4 GiB and more (nf_conntrack_max). One without room is reported as a whole when it ends.
    /// </summary>
    public int MaxConnections { get; init; } = 1 << 18;

    /// <summary>How long to wait for an event; cancellation is noticed as often.</summary>
    public TimeSpan PollTimeout { get; init; } = TimeSpan.FromMilliseconds(100);
}

/// <summary>Which events of connections the kernel is asked for.</summary>
public enum ConntrackEvents : byte
{
    /// <summary>None: a connection that ends between two looks is not reported, and another one's last traffic neither.</summary>
    None,

    /// <summary>Ends, with the last counters.</summary>
    Ends,

    /// <summary>Begins as well: they tell the time where nf_conntrack_timestamp is off, and translations.</summary>
    BeginsAndEnds,
}
