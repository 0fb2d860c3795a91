using Weir.Flows.Pipeline;
using Weir.Storage.Compaction;
using Weir.Storage.DuckDb;
using Weir.Storage.Posix;

namespace Weir.Storage.Parquet;

/// <summary>
/// An archive of Parquet files, written by whole transactions (layout: <see cref="ArchiveLayout"/>). Any tool reads it:
/// <c>read_parquet('ARCHIVE/flows/**/*.parquet', hive_partitioning=true, union_by_name=true)</c>.
/// </summary>
/// <remarks>
/// A commit of one file is one rename; one of several is written down first (<see cref="CommitRecord"/>) and carried out
/// again at the next opening if a crash comes between. Several transactions and several processes may write at once, under
/// different names.
/// </remarks>
public sealed class ParquetArchive : IFlowArchive, IDisposable
{
    private readonly ArchiveLayout _layout;
    private readonly ParquetArchiveOptions _options;
    private readonly ArchiveLock _lock;
    private readonly DuckDbDatabase _database;
    private readonly DuckDbTables _tables;
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    // The memory of the transaction before: to give it back and get it again for every segment would cost more than to fill it.
    private FlowTable? _spare;

    private ParquetArchive(ArchiveLayout layout, ParquetArchiveOptions options, ArchiveLock held, DuckDbDatabase database)
    {
        _layout = layout;
        _options = options;
        _lock = held;
        _database = database;
        _tables = DuckDbTables.Of(database);
    }

    /// <summary>Opens the archive in a directory for writing, makes it if need be, and clears up after a crash.</summary>
    /// <exception cref="IOException">The directory cannot be used.</exception>
    /// <exception cref="DllNotFoundException">The native library is not there.</exception>
    public static ParquetArchive Open(string directory, ParquetArchiveOptions? options = null)
    {
        options ??= new();
        var layout = new ArchiveLayout(directory);
        Directory.CreateDirectory(layout.Flows);
        PosixFile.SyncDirectory(layout.Root);
        ArchiveLock held = Lock(layout);
        try
        {
            ArchiveForm.Keep(layout);
            return new(layout, options, held, DuckDbDatabase.Open(new()
            {
                Threads = options.Threads,
                MemoryLimitBytes = options.MemoryLimitBytes,
                SpillDirectory = layout.Spill,
            }));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The name is not 1 to 128 letters, digits and hyphens.</exception>
    /// <exception cref="InvalidOperationException">A transaction of this name is not over yet.</exception>
    public IFlowTransaction Begin(string name)
    {
        if (CompactedNames.IsCompacted(name)) throw new ArgumentException($"names that begin with {CompactedNames.Prefix} are of compacted files", nameof(name));
        if (!ArchiveLayout.IsName(name)) throw new ArgumentException($"'{name}' does not name a transaction: 1 to 128 letters, digits and hyphens do", nameof(name));
        lock (_gate)
        {
            if (!_open.Add(name)) throw new InvalidOperationException($"a transaction named '{name}' is not over yet");
        }

        return new ParquetTransaction(_layout, _options, name, _database.Connect(), NewPart, Ended);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _database.Dispose();
        _lock.Dispose();
    }

    /// <summary>Takes the lock of writers; who gets it alone clears up first.</summary>
    internal static ArchiveLock Lock(ArchiveLayout layout) => ArchiveLock.Take(layout.LockFile, () => Recover(layout));

    private FlowPart NewPart() => new(Interlocked.Exchange(ref _spare, null) ?? new(), _database.Connect(), _tables, _options);

    private void Ended(string name, FlowTable table)
    {
        _spare = table;
        lock (_gate) _open.Remove(name);
    }

    private static void Recover(ArchiveLayout layout)
    {
        CommitGate.Enter(layout).Dispose();
        foreach (string leftover in layout.Leftovers()) File.Delete(leftover);
        if (Directory.Exists(layout.Spill)) Directory.Delete(layout.Spill, recursive: true);
    }
}
