using Weir.Query.Planning;

namespace Weir.Storage.Parquet;

/// <summary>
/// Which files there were at one moment between two commits. Files are listed one after the other while commits go on, so a listing
/// alone may hold half a commit, or an hour twice that was compacted meanwhile; this one does not
/// (docs/adr/0011-compaction-and-what-readers-see.md).
/// </summary>
internal sealed class ArchiveSnapshot
{
    // A listing of years takes tens of milliseconds, commits come every few seconds.
    private const int MaxAttempts = 1000;

    private readonly ArchiveLayout _layout;
    private readonly ulong _generation;
    private readonly Dictionary<string, ArchivedFile[]> _files;
    private readonly List<FileState> _watched = [];
    private bool _isWatchedLate;

    private ArchiveSnapshot(ArchiveLayout layout, ulong generation, Dictionary<string, ArchivedFile[]> files)
    {
        _layout = layout;
        _generation = generation;
        _files = files;
    }

    /// <summary>Lists the files of tables with records received in a range.</summary>
    /// <exception cref="IOException">Commits never paused long enough to list them.</exception>
    internal static ArchiveSnapshot Take(ArchiveLayout layout, TimeRange received, params IReadOnlyList<string> tables)
    {
        SpinWait wait = default;
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            ulong before = CommitGate.Generation(layout);
            IReadOnlyList<CommitRecord> pending = CommitRecord.Pending(layout);
            var files = tables.Distinct(StringComparer.Ordinal).ToDictionary(static table => table, table => List(layout, table, received, pending), StringComparer.Ordinal);
            // What is pending is the same before and after where the generation is: each commit counts at its beginning and its end.
            if (CommitGate.Generation(layout) == before && SameNames(pending, CommitRecord.Pending(layout))) return new(layout, before, files);
            wait.SpinOnce();
        }

        throw new IOException($"the archive {layout.Root} changed {MaxAttempts} times while its files were listed");
    }

    /// <summary>The tables that were asked for.</summary>
    internal IEnumerable<string> Tables => _files.Keys;

    /// <summary>The files of a table that was asked for, oldest hour first.</summary>
    internal IReadOnlyList<ArchivedFile> Files(string table) => _files[table];

    /// <summary>Leaves out all files of a table but these.</summary>
    internal void Keep(string table, IEnumerable<ArchivedFile> files) => _files[table] = [.. files];

    /// <summary>Says which of the files are going to be read: the others may be replaced.</summary>
    internal void Watch(IEnumerable<ArchivedFile> files)
    {
        int before = _watched.Count;
        _watched.AddRange(files.Where(static file => ArchiveLayout.IsReplaceable(file.Name)).Select(static file => StateOf(file.Path)));
        _isWatchedLate |= _watched.Count > before && CommitGate.Generation(_layout) != _generation;
    }

    /// <summary>Whether all that was read from the watched files is of that moment: none of them was replaced by another of its name.</summary>
    internal bool Holds() => CommitGate.Generation(_layout) == _generation || (!_isWatchedLate && _watched.TrueForAll(static file => StateOf(file.Path) == file));

    /// <summary>Whether no commit came between this one and another, so that both tell of the same records.</summary>
    internal bool IsOfOneMomentWith(ArchiveSnapshot other) => _generation == other._generation;

    private static ArchivedFile[] List(ArchiveLayout layout, string table, TimeRange received, IReadOnlyList<CommitRecord> pending)
    {
        Dictionary<string, ArchivedFile> files = new(StringComparer.Ordinal);
        foreach (ArchivedFile file in layout.FilesBetween(received, table)) files[file.Relative] = file;
        foreach (CommitRecord commit in pending)
        {
            foreach (string come in commit.Come)
            {
                if (ArchiveLayout.TryParse(come, layout.Root) is not { } file || file.Table != table || !ArchiveLayout.IsWithin(file.Hour, received)) continue;
                string temporary = layout.FullPath(ArchiveLayout.Temporary(come));
                files[come] = File.Exists(temporary) ? file with { Path = temporary } : file;
            }

            foreach (string go in commit.Go) files.Remove(go);
        }

        return [.. files.Values.OrderBy(static file => file.Hour).ThenBy(static file => file.FileName, StringComparer.Ordinal)];
    }

    private static bool SameNames(IReadOnlyList<CommitRecord> left, IReadOnlyList<CommitRecord> right) =>
        left.Select(static commit => commit.Name).SequenceEqual(right.Select(static commit => commit.Name), StringComparer.Ordinal);

    private static FileState StateOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new(path, file.Length, file.LastWriteTimeUtc) : new(path, -1, default);
    }

    private sealed record FileState(string Path, long Length, DateTime Written);
}
