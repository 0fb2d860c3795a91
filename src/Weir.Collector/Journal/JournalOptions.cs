namespace Weir.Collector.Journal;

/// <summary>Limits of the journal, and where each default comes from.</summary>
public sealed record JournalOptions
{
    /// <summary>Directory of the segments. It belongs to one collector at a time.</summary>
    public required string Directory { get; init; }

    /// <summary>A segment is sealed at this size. 64 MiB: about 45 000 full datagrams, some 1.5 million records, a good Parquet file.</summary>
    public long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>A segment is sealed at this age. 5 s: how long a person waits for a flow to show up without doubting the program.</summary>
    public TimeSpan SegmentAge { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Octets gathered before a write must happen within a batch. 1 MiB: several batches of 64 datagrams at Ethernet's size.</summary>
    public int BufferBytes { get; init; } = 1 << 20;

    /// <summary>
    /// What was received is on the disk itself after this long at most, so that a power failure loses no more. 1 s: a flush a second is
    /// what one spinning disk bears. <see cref="Timeout.InfiniteTimeSpan"/>: only when a segment is sealed.
    /// </summary>
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Or after this many octets, whichever comes first. 16 MiB: a quarter of a segment, so that sealing never waits long.</summary>
    public long SyncBytes { get; init; } = 16 << 20;

    /// <summary>
    /// Sealed segments waiting for the archive may take this much; beyond it the oldest is given up. 16 GiB: half an hour of an archive
    /// that fails while 70 Mbit/s come in.
    /// </summary>
    public long MaxPendingBytes { get; init; } = 16L << 30;

    /// <summary>Segments that can not be archived are kept aside for people to look at, up to this much. 1 GiB: sixteen whole segments.</summary>
    public long MaxSetAsideBytes { get; init; } = 1 << 30;

    /// <summary>
    /// Segments stay this long, as they were received, after they are archived; <see langword="null"/>: they are deleted at once, for the
    /// archive has their records.
    /// </summary>
    public TimeSpan? RawKeep { get; init; }

    /// <summary>Kept segments may take this much; beyond it the oldest goes before its time. 16 GiB: a day of 1.5 Mbit/s, as much as may wait for the archive.</summary>
    public long MaxRawBytes { get; init; } = 16L << 30;

    /// <summary>Attempts before a segment whose decoding fails is set aside. 3: a fault that repeats is in the data or in the code.</summary>
    public int MaxDecodeAttempts { get; init; } = 3;

    /// <summary>First wait after a failure to write or to archive; it doubles each time. 0.2 s: not noticed when the cause was short.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait between attempts to archive. 30 s: people look at the log for about that long after making room.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Templates known when the collector stopped are still believed after a stop this long. 30 min: three refreshes of 600 s, the
    /// lifetime that RFC 7011 section 8.4 and RFC 5153 section 6.2 lead to.
    /// </summary>
    public TimeSpan TemplateLifetime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A complaint that repeats is logged once in this time. 10 s: readable, and a counter has the exact number.</summary>
    public TimeSpan ComplaintInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>All that is wrong with these options, in words.</summary>
    public IEnumerable<string> Validate()
    {
        if (string.IsNullOrWhiteSpace(Directory)) yield return "journal directory is empty";
        if (SegmentBytes is < 1 << 16 or > 1L << 40) yield return "journal segment size must be 64 KiB to 1 TiB";
        if (SegmentAge < TimeSpan.FromMilliseconds(100)) yield return "journal segment age must be at least 100 ms";
        if (BufferBytes is < SegmentFormat.MaxFrameSize or > 1 << 30)
            yield return $"journal buffer must be {SegmentFormat.MaxFrameSize} octets (one longest datagram) to 1 GiB";
        if (SyncInterval <= TimeSpan.Zero && SyncInterval != Timeout.InfiniteTimeSpan) yield return "journal sync interval must be above zero";
        if (SyncBytes < 1) yield return "journal sync size must be above zero";
        if (MaxPendingBytes < SegmentBytes) yield return "journal budget must hold at least one segment";
        if (RawKeep <= TimeSpan.Zero) yield return "journal raw keep time must be above zero";
        if (MaxRawBytes < 1) yield return "journal raw budget must be above zero";
        if (MaxDecodeAttempts < 1) yield return "journal decode attempts must be at least 1";
        if (RetryDelay <= TimeSpan.Zero || MaxRetryDelay < RetryDelay) yield return "journal retry delays must be above zero, the longest not below the first";
    }
}
