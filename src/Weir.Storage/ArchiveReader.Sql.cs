using System.Globalization;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;

namespace Weir.Storage;

/// <content>Questions in SQL.</content>
public sealed partial class ArchiveReader
{
    private const string Stored = "stored_flows";

    /// <summary>
    /// Answers one SELECT of DuckDB's SQL over the views <c>flows</c>, <c>counters</c> and <c>exporters</c> (the stored columns, and each address as text), with
    /// <c>weir_ip</c>, <c>weir_mac</c> and <c>weir_time</c>. Nothing else can be read, and nothing is written: the engine refuses every file
    /// outside of the archive's tables, its settings are locked, and what is not a SELECT is not run.
    /// </summary>
    /// <param name="sql">One statement.</param>
    /// <param name="received">When the records were received; says which hours are opened.</param>
    /// <param name="limit">Rows at most.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The rows; totals are not worked out.</returns>
    /// <exception cref="ArchiveNotFoundException">There is no archive in the directory.</exception>
    /// <exception cref="DuckDbException">The statement is wrong or refused, the files cannot be read, or memory did not suffice.</exception>
    /// <exception cref="OperationCanceledException">The token stopped it.</exception>
    public QueryResult Sql(string sql, TimeRange received, int limit, CancellationToken cancellationToken = default) =>
        Again(() => SqlOnce(sql, received, limit, cancellationToken));

    private QueryResult SqlOnce(string sql, TimeRange received, int limit, CancellationToken cancellationToken)
    {
        // SQL could read the view beneath, or the files.
        if (_isCoarse) throw new InvalidOperationException("records made coarse are not asked in SQL");
        // What a subquery orders stays in order.
        using DuckDbDatabase database = Open(_options with { PreserveInsertionOrder = true });
        using DuckDbConnection connection = database.Connect();
        connection.Execute(ArchiveMacros.Sql, cancellationToken);
        ArchiveForm.Check(_layout);
        ArchiveSnapshot files = _snapshot = ArchiveSnapshot.Take(_layout, received, ArchiveLayout.WrittenTables);
        connection.Execute(BesideView(ArchiveLayout.CountersTable, CounterTable.Columns, files, received), cancellationToken);
        connection.Execute(BesideView(ArchiveLayout.ExportersTable, ExporterTable.Columns, files, received), cancellationToken);
        connection.Execute(FlowsView(files.Files(ArchiveLayout.FlowsTable), received), cancellationToken);

        string text = sql.TrimEnd().TrimEnd(';');
        ResultColumn[] columns;
        string casts;
        using (DuckDbStatement asked = connection.PrepareSelect(text))
        {
            IReadOnlyList<(string Name, DuckDbType Type)> given = asked.Columns();
            columns = [.. given.Select(static column => new ResultColumn(column.Name, SqlType(column.Type).Shown))];
            casts = string.Join(", ", given.Select(static (column, i) => $"c{i}{SqlType(column.Type).Cast}"));
        }

        string names = string.Join(", ", columns.Select(static (_, i) => $"c{i}"));
        using DuckDbStatement statement = connection.PrepareSelect($"SELECT {casts} FROM (\n{text}\n) AS asked({names}) LIMIT {limit}");
        return new(columns, Fetch(statement, columns, cancellationToken), default);
    }

    private static string BesideView(string table, IReadOnlyList<StoredColumn> columns, ArchiveSnapshot files, TimeRange received)
    {
        IReadOnlyList<StoredColumn> halves = DuckDbDialect.Stored(FlowColumns.SamplerAddress);
        string stored = ParquetRelation.With(columns, files.Files(table).Select(static file => file.Path));
        return $"CREATE TEMP VIEW {table} AS SELECT *, weir_ip({halves[0].Name}, {halves[1].Name}) AS {FlowColumns.SamplerAddress.Name} FROM {stored} WHERE {Received(received)}";
    }

    private string FlowsView(IReadOnlyList<ArchivedFile> files, TimeRange received)
    {
        IEnumerable<string> texts = FlowColumns.All.Where(static column => column.Type == LogicalType.Address).Select(static column =>
        {
            IReadOnlyList<StoredColumn> halves = DuckDbDialect.Stored(column);
            return $", weir_ip({halves[0].Name}, {halves[1].Name}) AS {column.Name}";
        });
        string stored = files.Count > 0 ? View(files, Stored) : $"CREATE TEMP VIEW {Stored} AS {ParquetRelation.Nothing(FlowColumns.All, isInFiles: true)}";
        (string time, TimeRange whole) = (StoredTimes.Received.Name, StoredTimes.Whole(received));
        string bounds = string.Create(CultureInfo.InvariantCulture, $" WHERE {time} >= {whole.SinceNs ?? long.MinValue} AND {time} < {whole.UntilNs ?? long.MaxValue}");
        return $"{stored}; CREATE TEMP VIEW {DuckDbDialect.Relation} AS SELECT *{string.Concat(texts)} FROM {Stored}{(received.IsAll ? "" : bounds)}";
    }

    /// <summary>What a type is shown as, and how it is made that: numbers as they are, all else as DuckDB writes it.</summary>
    private static (ResultType Shown, string Cast) SqlType(DuckDbType type) => type switch
    {
        DuckDbType.Boolean => (ResultType.Boolean, ""),
        DuckDbType.UTinyInt or DuckDbType.USmallInt or DuckDbType.UInteger or DuckDbType.UBigInt => (ResultType.Unsigned, ""),
        DuckDbType.TinyInt or DuckDbType.SmallInt or DuckDbType.Integer or DuckDbType.BigInt => (ResultType.Signed, ""),
        DuckDbType.HugeInt => (ResultType.Wide, ""),
        DuckDbType.Float or DuckDbType.Double => (ResultType.Real, ""),
        DuckDbType.Decimal => (ResultType.Real, "::DOUBLE"),
        DuckDbType.Varchar => (ResultType.Text, ""),
        _ => (ResultType.Text, "::VARCHAR"),
    };
}
