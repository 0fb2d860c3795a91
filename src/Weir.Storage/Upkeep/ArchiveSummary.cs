using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;

namespace Weir.Storage.Upkeep;

/// <summary>What a table of an archive holds.</summary>
/// <param name="Table">Its directory: <c>flows</c>, <c>rollup-1h/proto+dst_port</c>.</param>
/// <param name="Days">Days with files.</param>
/// <param name="Hours">Hours with files.</param>
/// <param name="Files">Files.</param>
/// <param name="CompactFiles">Those of them that are compacted.</param>
/// <param name="Rows">Rows, as the footers say.</param>
/// <param name="Bytes">Octets of the files.</param>
/// <param name="OldestNs">Begin of its oldest hour: nanoseconds since 1970 UTC.</param>
/// <param name="NewestNs">Begin of its newest hour.</param>
public sealed record ArchiveSummary(string Table, int Days, int Hours, int Files, int CompactFiles, long Rows, long Bytes, long OldestNs, long NewestNs)
{
    // So that no statement names more files than DuckDB takes with ease.
    private const int FilesAtOnce = 1000;

    /// <summary>All tables that have files.</summary>
    /// <exception cref="ArchiveNotFoundException">There is no archive in the directory.</exception>
    /// <exception cref="DuckDbException">A footer cannot be read.</exception>
    public static IReadOnlyList<ArchiveSummary> Of(string directory, CancellationToken cancellationToken)
    {
        var layout = new ArchiveLayout(directory);
        if (!Directory.Exists(layout.Flows)) throw new ArchiveNotFoundException(layout.Root);
        using DuckDbDatabase database = DuckDbDatabase.Open(new() { Threads = 1 });
        using DuckDbConnection connection = database.Connect();
        var snapshot = ArchiveSnapshot.Take(layout, default, layout.Tables());
        return [.. snapshot.Tables.Select(table => (table, files: snapshot.Files(table))).Where(static pair => pair.files.Count > 0).Select(pair => new ArchiveSummary(
            pair.table,
            pair.files.Select(static file => file.Hour / 24).Distinct().Count(),
            pair.files.Select(static file => file.Hour).Distinct().Count(),
            pair.files.Count,
            pair.files.Count(static file => Compaction.CompactedNames.IsCompacted(file.Name)),
            pair.files.Chunk(FilesAtOnce).Sum(files => FileRows.Of(connection, files, cancellationToken).Values.Sum()),
            pair.files.Sum(static file => new FileInfo(file.Path).Length),
            pair.files[0].Hour * ArchiveLayout.NanosecondsPerHour,
            pair.files[^1].Hour * ArchiveLayout.NanosecondsPerHour))];
    }
}
