namespace Weir.Exporter.Metering;

/// <summary>
/// How long after a timeout records were written: what the timer wheel and the waiting for a full batch cost. Written by one thread;
/// a reader on another sees values a little old.
/// </summary>
public sealed class ExpiryLateness
{
    private static readonly long[] BoundsNs = [100_000_000, 250_000_000, 500_000_000, 1_000_000_000, 1_500_000_000, 2_000_000_000, 3_000_000_000, 5_000_000_000, 10_000_000_000];

    private readonly long[] _buckets = new long[BoundsNs.Length + 1];
    private long _sumNs;
    private long _longestNs;

    /// <summary>Upper bounds of the buckets but the last. About the second within which a record is to be written, and what would be far too late.</summary>
    public static IReadOnlyList<TimeSpan> Bounds { get; } = [.. BoundsNs.Select(static bound => TimeSpan.FromTicks(bound / TimeSpan.NanosecondsPerTick))];

    /// <summary>Records of each bucket; one more than there are <see cref="Bounds"/>.</summary>
    public IReadOnlyList<long> Buckets => _buckets;

    /// <summary>All records whose flow timed out.</summary>
    public long Records
    {
        get
        {
            long records = 0;
            foreach (long bucket in _buckets) records += bucket;
            return records;
        }
    }

    /// <summary>Their lateness together.</summary>
    public TimeSpan Sum => TimeSpan.FromTicks(_sumNs / TimeSpan.NanosecondsPerTick);

    /// <summary>That of the latest.</summary>
    public TimeSpan Longest => TimeSpan.FromTicks(_longestNs / TimeSpan.NanosecondsPerTick);

    internal void Add(long latenessNs)
    {
        latenessNs = Math.Max(0, latenessNs);
        _sumNs += latenessNs;
        if (latenessNs > _longestNs) _longestNs = latenessNs;
        int bucket = 0;
        while (bucket < BoundsNs.Length && latenessNs > BoundsNs[bucket]) bucket++;
        _buckets[bucket]++;
    }
}
