namespace Weir.Exporter.Transport;

/// <summary>What one transport did. Written by its sender alone, but for <see cref="Overflowed"/>; others read values a little old.</summary>
public sealed class TransportMetrics
{
    /// <summary>Transport sessions begun.</summary>
    public long Sessions { get; internal set; }

    /// <summary>Attempts to begin a session that failed.</summary>
    public long ConnectErrors { get; internal set; }

    /// <summary>Sessions that the collector or the network ended.</summary>
    public long Breaks { get; internal set; }

    /// <summary>Messages handed to the system, those sent again included, without templates repeated at the start of a session.</summary>
    public long Delivered { get; internal set; }

    /// <summary>Messages that were sent again, because a session ended before the collector's host had acknowledged them.</summary>
    public long Repeated { get; internal set; }

    /// <summary>Messages written to the spool.</summary>
    public long Spooled { get; internal set; }

    /// <summary>Messages read from the spool and sent.</summary>
    public long Replayed { get; internal set; }

    /// <summary>Messages lost because the spool was full, its disk failed, or there is no spool and the exporter ended.</summary>
    public long Dropped { get; internal set; }

    /// <summary>Messages lost because the queue in memory was full. Written by the exporting thread.</summary>
    public long Overflowed { get; internal set; }

    /// <summary>Messages in the spool that no collector has acknowledged.</summary>
    public long SpoolDepth { get; internal set; }

    /// <summary>Octets of the spool's files.</summary>
    public long SpoolOctets { get; internal set; }

    /// <summary>Why the last session or attempt ended; <see langword="null"/> where all is well.</summary>
    public string? LastError { get; internal set; }
}
