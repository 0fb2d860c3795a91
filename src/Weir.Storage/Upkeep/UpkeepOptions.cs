using Weir.Storage.Parquet;
using Weir.Storage.Retention;
using Weir.Storage.Rollups;

namespace Weir.Storage.Upkeep;

/// <summary>How an archive is looked after.</summary>
public sealed record UpkeepOptions
{
    /// <summary>How files are written: one thread, and a bounded memory of its own beside the collector's.</summary>
    public ParquetArchiveOptions Files { get; init; } = new();

    /// <summary>
    /// How long nothing may have come for an hour that is over before it is compacted. Ten minutes: twice the longest time that collectors
    /// usually keep what they received before they archive it (nfcapd: five), so that most hours are compacted once.
    /// </summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time between looks at the archive. A minute is short beside <see cref="Quiet"/>, and a look at a year of hours takes tens of milliseconds.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Sums that are kept.</summary>
    public IReadOnlyList<Rollup> Rollups { get; init; } = Rollup.Defaults;

    /// <summary>How long tables are kept, and how much; by itself for ever.</summary>
    public RetentionPolicy Retention { get; init; } = new();
}
