using Weir.Storage.Upkeep;

namespace Weir.App.Operating.Metrics;

/// <summary>What is done for an archive.</summary>
internal static class UpkeepInstruments
{
    private const string Prefix = "weir_archive_";

    public static IReadOnlyList<Instrument> All { get; } =
    [
        One("compacted_files_total", "Small files that were made into few.", static metrics => metrics.CompactedFiles),
        One("compact_files_total", "Files that they became.", static metrics => metrics.CompactFiles),
        One("compacted_records_total", "Records in these.", static metrics => metrics.CompactedRecords),
        One("rollup_files_total", "Files of sums that were written.", static metrics => metrics.RollupFiles),
        One("removed_files_total", "Files that retention removed.", static metrics => metrics.RemovedFiles),
        One("removed_bytes_total", "Octets of the files that retention removed.", static metrics => metrics.RemovedBytes),
        One("upkeep_failures_total", "Attempts to compact, sum up or remove that failed; they are repeated.", static metrics => metrics.Failures),
    ];

    private static Instrument One(string name, string help, Func<UpkeepMetrics, long> value) =>
        new(Prefix + name, InstrumentKind.Counter, help, status => status.Upkeep is { } metrics ? [new(value(metrics))] : []);
}
