using Weir.Query.Planning;
using Weir.Storage.Compaction;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;
using Weir.Storage.Retention;
using Weir.Storage.Rollups;

namespace Weir.Storage.Upkeep;

/// <summary>
/// Looks after an archive: compacts hours, sums them up, and removes what is too old or too much. One process at a time does; writers and
/// readers go on beside it. Each step is a commit of its own, so it may be stopped and killed anywhere.
/// </summary>
public sealed class ArchiveUpkeep : IDisposable
{
    private readonly ArchiveLayout _layout;
    private readonly UpkeepOptions _options;
    private readonly ArchiveLock _writing;
    private readonly UpkeepLock _held;
    private readonly DuckDbDatabase _database;
    private readonly TimeProvider _time;

    private ArchiveUpkeep(ArchiveLayout layout, UpkeepOptions options, ArchiveLock writing, UpkeepLock held, DuckDbDatabase database, TimeProvider time)
    {
        (_layout, _options, _writing, _held, _database, _time) = (layout, options, writing, held, database, time);
    }

    /// <summary>What was done.</summary>
    public UpkeepMetrics Metrics { get; init; } = new();

    /// <summary>Begins to look after an archive.</summary>
    /// <returns><see langword="null"/> where another process does.</returns>
    /// <exception cref="ArchiveNotFoundException">There is no archive in the directory.</exception>
    /// <exception cref="IOException">The directory cannot be used.</exception>
    public static ArchiveUpkeep? TryOpen(string directory, UpkeepOptions options, TimeProvider time, UpkeepMetrics? metrics = null)
    {
        var layout = new ArchiveLayout(directory);
        ArchiveForm.Check(layout);
        ArchiveLock writing = ParquetArchive.Lock(layout);
        UpkeepLock? held = null;
        try
        {
            held = UpkeepLock.TryTake(layout);
            if (held is null)
            {
                writing.Dispose();
                return null;
            }

            RemoveLeftovers(layout);
            DuckDbDatabase database = DuckDbDatabase.Open(new()
            {
                Threads = options.Files.Threads,
                MemoryLimitBytes = options.Files.MemoryLimitBytes,
                SpillDirectory = layout.Spill,
            });
            return new(layout, options, writing, held, database, time) { Metrics = metrics ?? new() };
        }
        catch
        {
            held?.Dispose();
            writing.Dispose();
            throw;
        }
    }

    /// <summary>Compacts the hours of all tables that are over.</summary>
    /// <param name="onlyQuiet">Only those to which nothing came for <see cref="UpkeepOptions.Quiet"/>.</param>
    /// <param name="progress">Told of each hour that was compacted.</param>
    /// <param name="cancellationToken">Stops it; what is done stays done.</param>
    /// <exception cref="IOException">Files could not be read or written.</exception>
    public CompactionResult Compact(bool onlyQuiet, Action<string, long, CompactionResult>? progress, CancellationToken cancellationToken)
    {
        CompactionResult all = default;
        using DuckDbConnection connection = _database.Connect();
        var compactor = new HourCompactor(_layout, _options.Files, connection);
        foreach (string table in ArchiveLayout.WrittenTables)
        {
            foreach (long hour in Hours(table, onlyQuiet))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (compactor.Compact(table, hour, cancellationToken) is not { } result) continue;
                Metrics.Add(result);
                all += result;
                progress?.Invoke(table, hour * ArchiveLayout.NanosecondsPerHour, result);
            }
        }

        return all;
    }

    /// <summary>Sums up the hours and days that are over, where they have not been.</summary>
    /// <inheritdoc cref="Compact"/>
    /// <returns>Files that were written.</returns>
    public int SumUp(bool onlyQuiet, CancellationToken cancellationToken)
    {
        if (_options.Rollups.Count == 0) return 0;
        int files = 0;
        using DuckDbConnection connection = _database.Connect();
        var writer = new RollupWriter(_layout, _options.Files, connection);
        var days = new SortedSet<long>();
        foreach (long hour in Hours(ArchiveLayout.FlowsTable, onlyQuiet))
        {
            days.Add(RollupFiles.DayOf(hour));
            foreach (ArchivedFile file in _layout.FilesOf(ArchiveLayout.FlowsTable, hour).ToArray())
            {
                cancellationToken.ThrowIfCancellationRequested();
                files += Counted(writer.Sum(file, _options.Rollups, cancellationToken));
            }
        }

        foreach (long day in days.Where(day => day + 24 <= ArchiveLayout.HourOf(Now)))
        {
            foreach (Rollup rollup in _options.Rollups)
            {
                cancellationToken.ThrowIfCancellationRequested();
                files += Counted(writer.SumDay(rollup, day, cancellationToken));
            }
        }

        return files;
    }

    /// <summary>Reads all of the archive and checks it.</summary>
    /// <exception cref="IOException">The archive cannot be listed.</exception>
    public VerificationResult Verify(CancellationToken cancellationToken)
    {
        using DuckDbConnection connection = _database.Connect();
        return new Verifier(_layout, connection, cancellationToken).Run();
    }

    /// <summary>What retention would remove now.</summary>
    public IReadOnlyList<Removal> PlanRetention() => new Retainer(_layout, _options.Retention).Plan(Now);

    /// <summary>Removes what is kept no longer.</summary>
    /// <param name="removed">Told of each hour of a table that went.</param>
    /// <param name="cancellationToken">Stops it; what is gone is gone.</param>
    /// <exception cref="IOException">Files could not be removed.</exception>
    public void Retain(Action<Removal> removed, CancellationToken cancellationToken) => new Retainer(_layout, _options.Retention).Apply(Now, removal =>
    {
        Metrics.AddRemoved(removal.Files, removal.Bytes);
        removed(removal);
    }, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _database.Dispose();
        _held.Dispose();
        _writing.Dispose();
    }

    private long Now => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private int Counted(int files)
    {
        Metrics.AddRollups(files);
        return files;
    }

    private long[] Hours(string table, bool onlyQuiet)
    {
        DateTime quietSince = _time.GetUtcNow().UtcDateTime - _options.Quiet;
        return [.. _layout.HoursBetween(new TimeRange(UntilNs: Now), table).Where(at => at.Hour < ArchiveLayout.HourOf(Now)
            && (!onlyQuiet || Directory.GetLastWriteTimeUtc(at.Directory) <= quietSince)).Select(static at => at.Hour)];
    }

    // Only who looks after an archive writes these, and nobody else does now.
    private static void RemoveLeftovers(ArchiveLayout layout)
    {
        CommitGate.Enter(layout).Dispose();
        foreach (string leftover in layout.Leftovers())
        {
            string name = Path.GetFileName(leftover)[1..];
            if (CompactedNames.IsCompacted(name) || Path.GetRelativePath(layout.Root, leftover).StartsWith(ArchiveLayout.RollupPrefix, StringComparison.Ordinal)) File.Delete(leftover);
        }
    }
}
