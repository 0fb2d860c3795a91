namespace Weir.Capture.Conntrack;

/// <summary>What was counted since connection tracking was opened. Written by one thread; any may read.</summary>
public sealed class ConntrackMetrics
{
    /// <summary>Flow records written.</summary>
    public long Records { get; internal set; }

    /// <summary>Events read, and looks at all connections.</summary>
    public long Events { get; internal set; }
    public long Dumps { get; internal set; }

    /// <summary>Connections seen in the last look, and those remembered now.</summary>
    public long Connections { get; internal set; }
    public long Tracked { get; internal set; }

    /// <summary>How often the kernel dropped events because the buffer was full; a look follows each.</summary>
    public long Overruns { get; internal set; }

    /// <summary>Connections that were gone without their end having been told: what they carried since the last look is not known.</summary>
    public long LostEnds { get; internal set; }

    /// <summary>Times that a connection of the same addresses and number was another one, by its counters.</summary>
    public long Reuses { get; internal set; }

    /// <summary>Times that a connection had no room among <see cref="ConntrackOptions.MaxConnections"/> in a look.</summary>
    public long NoRoom { get; internal set; }

    /// <summary>Messages of connections that the kernel does not count (nf_conntrack_acct).</summary>
    public long Uncounted { get; internal set; }

    /// <summary>Messages that could not be read.</summary>
    public long Malformed { get; internal set; }

    /// <summary>Messages of the exporter's own connections, left out.</summary>
    public long Own { get; internal set; }
}
