using System.Globalization;
using Weir.Flows.Columns;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;
using Weir.Storage.Posix;
using Weir.Storage.Rollups;

namespace Weir.Storage.Compaction;

/// <summary>
/// Makes few files of the many that an hour's segments left. They are in the order of <see cref="FileOrder"/> over the whole hour. Each file has a bounded
/// number of records and is sorted apart, so that memory is bounded, too. What was imported of files stays as it is, for it may be replaced.
/// </summary>
/// <remarks>Only one process at a time may compact an archive; transactions may go on beside it.</remarks>
internal sealed class HourCompactor(ArchiveLayout layout, ParquetArchiveOptions options, DuckDbConnection connection)
{
    private const string View = "compacting";

    /// <summary>Compacts the files of a table that were received in an hour.</summary>
    /// <returns>What was done; <see langword="null"/> where the hour is compact, or changed meanwhile.</returns>
    /// <exception cref="IOException">Files could not be read or written; the archive is as it was.</exception>
    /// <exception cref="OperationCanceledException">The token stopped it; the archive is as it was.</exception>
    internal CompactionResult? Compact(string table, long hour, CancellationToken cancellationToken)
    {
        try
        {
            return CompactOnce(table, hour, cancellationToken);
        }
        catch (DuckDbException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private CompactionResult? CompactOnce(string table, long hour, CancellationToken cancellationToken)
    {
        ArchivedFile[] files = [.. layout.FilesOf(table, hour).Where(static file => !ArchiveLayout.IsReplaceable(file.Name))];
        if (files.Length < 2) return null;
        Dictionary<string, long> rows = FileRows.Of(connection, files, cancellationToken);
        // Parts are made equal, so that each of several has more than half of what a file may have: they are not touched again.
        ArchivedFile[] inputs = [.. files.Where(file => !CompactedNames.IsCompacted(file.Name) || rows[file.Path] * 2 <= options.PartRows)];
        if (inputs.Length < 2) return null;
        var written = new List<string>();
        try
        {
            connection.Execute($"CREATE OR REPLACE TEMP VIEW {View} AS SELECT * FROM {Source(table, inputs)}", cancellationToken);
            long total = IsSummed(table) ? FileRows.CountOf(connection, View, cancellationToken) : inputs.Sum(file => rows[file.Path]);
            Write(table, hour, inputs, total, written, cancellationToken);
            string[] paths = [.. written.Select(file => layout.FullPath(ArchiveLayout.Temporary(file)))];
            long kept = FileRows.Count(connection, FileOrder.Of(table).Received.Name, paths, cancellationToken);
            if (kept != total) throw new IOException($"{total} records of {inputs[0].Relative} and others became {kept}");
            if (IsSummed(table)) CheckSums(inputs, paths, cancellationToken);
            return Commit(inputs, written, total);
        }
        finally
        {
            foreach (string file in written) File.Delete(layout.FullPath(ArchiveLayout.Temporary(file)));
        }
    }

    private void Write(string table, long hour, ArchivedFile[] inputs, long total, List<string> written, CancellationToken cancellationToken)
    {
        FileOrder order = FileOrder.Of(table);
        string[] key = order.KeyNames;
        string name = CompactedNames.Prefix + Guid.NewGuid().ToString("N")[..16];
        string names = string.Join(' ', inputs.SelectMany(file => CompactedNames.IsCompacted(file.Name) ? CompactedNames.Of(connection, file.Path) : [file.Name]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        var parts = KeyRange.Split(connection, View, key, total, options.PartRows, cancellationToken);
        for (int part = 0; part < parts.Count; part++)
        {
            string file = ArchiveLayout.File(name, part + 1, hour, table);
            written.Add(file);
            string temporary = layout.FullPath(ArchiveLayout.Temporary(file));
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
                COPY ({order.Select($"{View} WHERE {parts[part].Condition(key)}", options.RowGroupRows, static _ => true)})
                TO {DuckDbTypes.Literal(temporary)} {ParquetFormat.Clause(options, ", KV_METADATA " + CompactedNames.Metadata(names))}
                """), cancellationToken);
            PosixFile.SyncFile(temporary);
        }
    }

    /// <summary>Of what came of exporters there is a row a minute in the end, however many segments it came in.</summary>
    private static bool IsSummed(string table) => table == ArchiveLayout.ExportersTable;

    private static string Source(string table, ArchivedFile[] inputs)
    {
        FileOrder order = FileOrder.Of(table);
        IEnumerable<string> paths = inputs.Select(static file => file.Path);
        return IsSummed(table) ? $"({ExporterTable.Minutes(ParquetRelation.With(ExporterTable.Columns, paths))})" : ParquetRelation.With(order.Key.Union(order.Within), paths);
    }

    private void CheckSums(ArchivedFile[] inputs, string[] written, CancellationToken cancellationToken)
    {
        long[] before = FileRows.Numbers(connection, ExporterTable.Sums(ParquetRelation.With(ExporterTable.Columns, inputs.Select(static file => file.Path))), cancellationToken);
        long[] after = FileRows.Numbers(connection, ExporterTable.Sums(ParquetRelation.Of(written)), cancellationToken);
        if (!before.SequenceEqual(after)) throw new IOException($"the sums of {inputs[0].Relative} and others, {string.Join(", ", before)}, became {string.Join(", ", after)}");
    }

    private CompactionResult? Commit(ArchivedFile[] inputs, List<string> written, long rows)
    {
        string[] gone = [.. inputs.Select(static file => file.Relative)];
        long before = inputs.Sum(static file => new FileInfo(file.Path).Length);
        long after = written.Sum(file => new FileInfo(layout.FullPath(ArchiveLayout.Temporary(file))).Length);
        using CommitGate gate = CommitGate.Enter(layout);
        // What was replaced meanwhile has the same content, and what is gone is gone.
        if (!inputs.All(static file => File.Exists(file.Path))) return null;
        new CommitRecord(ArchiveLayout.TryParse(written[0], layout.Root)!.Name, written, [.. gone, .. RollupFiles.Of(layout, gone)]).Carry(gate);
        return new(inputs.Length, written.Count, rows, before, after);
    }
}
