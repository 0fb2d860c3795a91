using System.Globalization;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Sql;
using Weir.Storage.Arrow;
using Weir.Storage.DuckDb;
using Weir.Storage.Exports;
using Weir.Storage.Parquet;
using Weir.Storage.Posix;

namespace Weir.Storage;

/// <content>Records in files for others.</content>
public sealed partial class ArchiveReader
{
    // As the archive's own files; a level that costs little (docs/adr/0002-stored-form-of-addresses-times-and-macs.md).
    private const string ParquetForm = "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE 122880";

    /// <summary>
    /// Writes records of a table into a file, in the order of the archive's files: hour by hour, and as each file has them. The file is there
    /// when it is whole; one that was there before is replaced.
    /// </summary>
    /// <returns>How many records; where there are none, no file is written.</returns>
    /// <exception cref="ArgumentException">There is no such table, or it is filtered and has no flow records.</exception>
    /// <exception cref="ArchiveNotFoundException">There is no archive in the directory.</exception>
    /// <exception cref="DuckDbException">The archive cannot be read, the file not written, or, into a pipe, files of the archive went meanwhile.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token stopped it.</exception>
    public long Export(ExportRequest request, CancellationToken cancellationToken = default)
    {
        if (request.Table != ArchiveLayout.FlowsTable && request.Plan.Filter is not Query.Binding.EverythingPredicate)
            throw new ArgumentException($"a filter chooses flow records, and {request.Table} has none");
        if (!request.IsPipe) return Again(() => ExportOnce(request, cancellationToken));
        _snapshot = null;
        long rows = ExportOnce(request, cancellationToken);
        return _snapshot?.Holds() != false ? rows : throw new DuckDbException("the archive changed while it was read: what was written has records of before and after");
    }

    private long ExportOnce(ExportRequest request, CancellationToken cancellationToken)
    {
        bool isFlows = request.Table == ArchiveLayout.FlowsTable;
        IReadOnlyList<ArchivedFile> files = Files(request.Plan.Received, request.Table);
        if (files.Count == 0) return _layout.Tables() is var tables && tables.Contains(request.Table) ? 0 : throw new ArgumentException($"there is no table {request.Table}; there are {string.Join(", ", tables)}");
        string path = request.IsPipe ? request.Path : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(request.Path))!, $".{Path.GetFileName(request.Path)}.{Environment.ProcessId}.tmp");
        using DuckDbDatabase database = OpenForExport(path);
        using DuckDbConnection connection = database.Connect();
        connection.Execute(ArchiveMacros.Sql, cancellationToken);
        string relation = ParquetRelation.Of(files.Select(static file => file.Path));
        connection.Execute(isFlows ? View(files) : $"CREATE TEMP VIEW {DuckDbDialect.Relation} AS SELECT * FROM {relation} WHERE {Within(request)}", cancellationToken);
        using DuckDbStatement all = connection.Prepare($"SELECT * FROM {relation}");
        IReadOnlyList<string> columns = ExportColumns.Of([.. all.Columns().Select(static column => column.Name)], request.Format != ExportFormat.Parquet);
        // The view of another table has its times already.
        SqlStatement selected = SqlRenderer.Selected(isFlows ? request.Plan : request.Plan with { FlowTime = default, Received = default }, columns);
        try
        {
            long rows = Copy(connection, request, selected, path, cancellationToken);
            if (request.IsPipe) return rows;
            if (rows > 0)
            {
                PosixFile.SyncFile(path);
                File.Move(path, request.Path, overwrite: true);
            }

            return rows;
        }
        finally
        {
            if (!request.IsPipe) File.Delete(path);
        }
    }

    private static long Copy(DuckDbConnection connection, ExportRequest request, SqlStatement selected, string path, CancellationToken cancellationToken)
    {
        if (request.Format == ExportFormat.Arrow) return WriteArrow(connection, selected, path, cancellationToken);
        string form = request.Format switch
        {
            ExportFormat.Parquet => $"{ParquetForm}, KV_METADATA {{{ImportedTable.TableKey}: {DuckDbTypes.Literal(request.Table)}}}",
            ExportFormat.Csv => "FORMAT csv, HEADER true",
            _ => "FORMAT json",
        };
        using DuckDbStatement statement = Bound(connection, selected with { Text = $"COPY ({selected.Text}) TO {DuckDbTypes.Literal(path)} ({form}, USE_TMP_FILE false)" });
        using DuckDbResult result = statement.Execute(cancellationToken);
        using DuckDbChunk? count = result.NextChunk();
        return count?.Values<long>(0)[0] ?? 0;
    }

    // DuckDB writes Arrow with an extension only, which is not here (docs/adr/0014-arrow-without-a-library.md).
    private static long WriteArrow(DuckDbConnection connection, SqlStatement selected, string path, CancellationToken cancellationToken)
    {
        using DuckDbStatement statement = Bound(connection, selected);
        using DuckDbResult result = statement.Stream(cancellationToken);
        using FileStream file = File.Create(path);
        return ArrowFile.Write(file, result, static name => FlowColumns.Find(name)?.Type == LogicalType.Time, cancellationToken);
    }

    private static DuckDbStatement Bound(DuckDbConnection connection, SqlStatement sql)
    {
        DuckDbStatement statement = connection.Prepare(sql.Text);
        for (int i = 0; i < sql.Parameters.Count; i++) statement.Bind(i + 1, sql.Parameters[i]);
        return statement;
    }

    /// <summary>A database that reads the archive's tables and writes one file.</summary>
    private DuckDbDatabase OpenForExport(string path)
    {
        DuckDbDatabase database = DuckDbDatabase.Open(_options with { PreserveInsertionOrder = true });
        using DuckDbConnection connection = database.Connect();
        connection.Execute($"""
            SET allowed_directories = [{string.Join(", ", _layout.DataDirectories().Select(DuckDbTypes.Literal))}];
            SET allowed_paths = [{DuckDbTypes.Literal(path)}];
            SET enable_external_access = false;
            SET lock_configuration = true;
            """);
        return database;
    }

    private static string Within(ExportRequest request)
    {
        string time = (ArchiveLayout.WrittenTables.Contains(request.Table) ? FlowColumns.TimeReceivedNs : FlowColumns.TimeFlowEndNs).Name;
        TimeRange range = request.Plan.FlowTime;
        return string.Create(CultureInfo.InvariantCulture, $"true{(range.SinceNs is { } since ? $" AND {time} >= {since}" : "")}{(range.UntilNs is { } until ? $" AND {time} < {until}" : "")}");
    }
}
