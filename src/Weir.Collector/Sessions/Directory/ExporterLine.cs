namespace Weir.Collector.Sessions.Directory;

/// <summary>One exporter, protocol and observation domain, as the directory knows it at a moment.</summary>
public sealed record ExporterLine
{
    /// <summary>Whose session it is.</summary>
    public required SessionKey Key { get; init; }

    /// <summary>Whether it was a stream, and has ended: all figures are its last. Where several streams of the exporter, protocol and domain have ended, they are of all of them.</summary>
    public bool IsEnded { get; init; }

    /// <summary>The port of the last message.</summary>
    public ushort Port { get; init; }

    /// <summary>When the first and the last message were received: nanoseconds since 1970-01-01 UTC.</summary>
    public long FirstHeardNs { get; init; }

    /// <inheritdoc cref="FirstHeardNs"/>
    public long LastHeardNs { get; init; }

    /// <summary>All that came.</summary>
    public Traffic Total { get; init; }

    /// <summary>What came in the last <see cref="TrafficWindow.Seconds"/> seconds.</summary>
    public Traffic LastMinute { get; init; }

    /// <summary>Templates of flow records, and of options.</summary>
    public int Templates { get; init; }

    /// <inheritdoc cref="Templates"/>
    public int OptionsTemplates { get; init; }

    /// <summary>Interfaces of the exporter, whichever protocol or domain named them.</summary>
    public int Interfaces { get; init; }

    /// <summary>The rate of its last records; 0 where nobody told it.</summary>
    public uint SamplingRate { get; init; }

    /// <summary>Who told it.</summary>
    public SamplingOrigin SamplingOrigin { get; init; }

    /// <summary>Units that came and that were lost: records in IPFIX and NetFlow v5 and v7, messages in NetFlow v9 and sFlow.</summary>
    public long Received { get; init; }

    /// <inheritdoc cref="Received"/>
    public long Lost { get; init; }

    /// <summary>Lost units of all that were sent, 0 to 1.</summary>
    public double LossRatio => Lost + Received > 0 ? (double)Lost / (Lost + Received) : 0;

    /// <summary>Messages that came after a later one, or twice; and those that nothing was missing for.</summary>
    public long LateMessages { get; init; }

    /// <inheritdoc cref="LateMessages"/>
    public long Repeated { get; init; }

    /// <summary>Times the exporter began to count anew.</summary>
    public long Restarts { get; init; }

    /// <summary>What of its messages could not be decoded. What has no header that says whose it is belongs to no exporter.</summary>
    public DecodeFaults Faults { get; init; } = new();

    /// <summary>Samples that an sFlow agent numbered and that did not come.</summary>
    public long LostSamples { get; init; }

    /// <summary>How far its clock is ahead: nanoseconds; <see langword="null"/> where its messages tell no time.</summary>
    public long? ClockAheadNs { get; init; }

    /// <summary>How long after their end its records are exported, by its own clock: nanoseconds.</summary>
    public long? DelayNs { get; init; }
}
