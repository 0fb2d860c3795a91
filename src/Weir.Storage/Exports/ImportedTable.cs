using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Exporters;
using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;
using Weir.Wire.Primitives;

namespace Weir.Storage.Exports;

/// <summary>
/// Parquet files of records, of counters or of what came of exporters that somebody hands over. Nobody is trusted: the columns are checked before anything is read, values
/// that do not fit their column are an error, and nothing but these files is opened.
/// </summary>
public sealed class ImportedTable : IDisposable
{
    /// <summary>The key in a footer that says which table an export is of.</summary>
    internal const string TableKey = "weir_table";

    private const ulong MacBits = (1UL << 48) - 1;

    private readonly string _name;
    private readonly DuckDbDatabase _database;
    private readonly DuckDbConnection _connection;
    private readonly string _relation;
    private readonly IReadOnlyDictionary<string, DuckDbType> _columns;

    private ImportedTable(string name, DuckDbDatabase database, DuckDbConnection connection, string relation, IReadOnlyDictionary<string, DuckDbType> columns)
    {
        (_name, _database, _connection, _relation, _columns) = (name, database, connection, relation, columns);
    }

    /// <summary>Opens files and checks their columns.</summary>
    /// <param name="name">What they are called in messages.</param>
    /// <param name="paths">The files: of one table, columns of their own.</param>
    /// <exception cref="IOException">They are no Parquet, or have columns that an archive has not; the message is one line.</exception>
    public static ImportedTable Open(string name, params IReadOnlyList<string> paths)
    {
        DuckDbDatabase database = DuckDbDatabase.Open(new() { Threads = 1 });
        DuckDbConnection? connection = null;
        try
        {
            connection = database.Connect();
            string list = string.Join(", ", paths.Select(static path => DuckDbTypes.Literal(Path.GetFullPath(path))));
            connection.Execute($"SET allowed_paths = [{list}]; SET enable_external_access = false; SET lock_configuration = true");
            string relation = ParquetRelation.Of(paths.Select(Path.GetFullPath));
            using DuckDbStatement all = connection.Prepare($"SELECT * FROM {relation}");
            var columns = all.Columns().ToDictionary(static column => column.Name, static column => column.Type, StringComparer.Ordinal);
            var table = new ImportedTable(name, database, connection, relation, columns);
            if (table.Problem is { } problem) throw new IOException($"{name}: {problem}");
            return table;
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            database.Dispose();
            if (failure is DuckDbException) throw Said(name, failure);
            throw;
        }
    }

    /// <summary>Whether it has interface counters, and no flow records.</summary>
    public bool IsCounters => _columns.ContainsKey(CounterColumns.Interface);

    /// <summary>Whether it has what came of exporters.</summary>
    private bool IsExporters => _columns.ContainsKey(ExporterTable.Messages.Name);

    /// <summary>Gives all rows to a transaction of an archive.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="IOException">They cannot be read, have values that do not fit, or a record without the time of its receipt.</exception>
    /// <exception cref="OperationCanceledException">The token stopped it.</exception>
    public long Read(IFlowTransaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            if (IsCounters) return ReadCounters((ICounterSink)transaction, cancellationToken);
            return IsExporters ? ReadExporters((IExporterSink)transaction, cancellationToken) : ReadFlows(transaction, cancellationToken);
        }
        catch (DuckDbException failure)
        {
            throw Said(_name, failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    private IEnumerable<StoredColumn> Known => IsCounters ? CounterTable.Columns : IsExporters ? ExporterTable.Columns : FlowColumns.All.SelectMany(static column => DuckDbDialect.Stored(column).Union(DuckDbDialect.InFiles(column)));

    private string? Problem
    {
        get
        {
            if (_columns.ContainsKey(DuckDbDialect.RecordCount)) return "has sums; sums are made anew of the records that are imported";
            if (!Has(FlowColumns.TimeReceivedNs)) return $"is no export of an archive: it has no column {FlowColumns.TimeReceivedNs.Name}";
            string[] unknown = [.. _columns.Keys.Except(Known.Select(static stored => stored.Name), StringComparer.Ordinal)];
            if (unknown.Length > 0) return $"has columns that no archive has: {string.Join(", ", unknown.Take(5))}{(unknown.Length > 5 ? ", …" : "")}; 'weir fields' lists those there are, and an address is two, …_hi and …_lo";
            if (FlowColumns.All.Where(static column => column.Type == LogicalType.Address).Select(DuckDbDialect.Stored).FirstOrDefault(halves => halves.Count(half => _columns.ContainsKey(half.Name)) == 1) is { } halves)
                return $"has one of {halves[0].Name} and {halves[1].Name}, and an address is both";
            StoredColumn wrong = Known.FirstOrDefault(stored => _columns.TryGetValue(stored.Name, out DuckDbType type) && (stored.SqlType == "VARCHAR" ? type != DuckDbType.Varchar : !IsInteger(type)));
            return wrong.Name is null ? null : $"column {wrong.Name} is no {(wrong.SqlType == "VARCHAR" ? "text" : "integer")}";
        }
    }

    private long ReadFlows(IFlowSink sink, CancellationToken cancellationToken)
    {
        FlowColumn[] columns = [.. FlowColumns.All.Where(Has)];
        IEnumerable<string> expressions = columns.SelectMany(column => DuckDbDialect.Stored(column).Select(stored =>
            column.Type == LogicalType.Mac ? $"{stored.Name}::{stored.SqlType} & {MacBits}::UBIGINT"
            : _columns.ContainsKey(stored.Name) ? $"{stored.Name}::{stored.SqlType}"
            : $"({StoredTimes.Nanoseconds(column, kept => _columns.ContainsKey(kept.Name))})::{stored.SqlType}"));
        var batch = new FlowBatch();
        return Read(expressions, chunk =>
        {
            ResultBatch.Fill(chunk, columns, batch);
            if (batch.CountValid(FlowColumns.TimeReceivedNs) < batch.Count) throw new IOException($"{_name}: has a record without {FlowColumns.TimeReceivedNs.Name}");
            sink.Write(batch);
            batch.Clear();
        }, cancellationToken);
    }

    // Exports have times in nanoseconds; files of an archive as they are stored.
    private bool Has(FlowColumn column) => _columns.ContainsKey(DuckDbDialect.Stored(column)[0].Name) || _columns.ContainsKey(DuckDbDialect.InFiles(column)[0].Name);

    private long ReadCounters(ICounterSink sink, CancellationToken cancellationToken)
    {
        return Read(Stored(CounterTable.Columns), chunk =>
        {
            for (int row = 0; row < chunk.Count; row++)
            {
                if (!chunk.IsValid(0, row)) throw new IOException($"{_name}: has counters without {FlowColumns.TimeReceivedNs.Name}");
                var counters = new CounterRecord
                {
                    TimeReceivedNs = chunk.Values<long>(0)[row],
                    Exporter = chunk.IsValid(1, row) && chunk.IsValid(2, row) ? new IpAddress(chunk.Values<ulong>(1)[row], chunk.Values<ulong>(2)[row]) : default,
                    ObservationDomainId = chunk.IsValid(3, row) ? chunk.Values<uint>(3)[row] : 0,
                    Interface = chunk.IsValid(4, row) ? chunk.Values<uint>(4)[row] : null,
                };
                for (int counter = 0; counter < CounterColumns.Count; counter++)
                {
                    if (chunk.IsValid(5 + counter, row)) counters.Set((CounterColumn)counter, chunk.Values<ulong>(5 + counter)[row]);
                }

                sink.Write(counters);
            }
        }, cancellationToken);
    }

    private long ReadExporters(IExporterSink sink, CancellationToken cancellationToken) => Read(Stored(ExporterTable.Columns), chunk =>
    {
        for (int row = 0; row < chunk.Count; row++)
        {
            if (!ExporterTable.TryRead(chunk, row, out ExporterRecord record)) throw new IOException($"{_name}: has a row without {FlowColumns.TimeReceivedNs.Name} or a {ExporterTable.Protocol.Name} that there is");
            sink.Write(record);
        }
    }, cancellationToken);

    private IEnumerable<string> Stored(IReadOnlyList<StoredColumn> columns) =>
        columns.Select(stored => _columns.ContainsKey(stored.Name) ? $"{stored.Name}::{stored.SqlType}" : $"NULL::{stored.SqlType}");

    private long Read(IEnumerable<string> expressions, Action<DuckDbChunk> take, CancellationToken cancellationToken)
    {
        using DuckDbStatement statement = _connection.Prepare($"SELECT {string.Join(", ", expressions)} FROM {_relation}");
        using DuckDbResult result = statement.Stream(cancellationToken);
        long rows = 0;
        while (result.NextChunk() is { } chunk)
        {
            using (chunk)
            {
                rows += chunk.Count;
                take(chunk);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        return rows;
    }

    private static bool IsInteger(DuckDbType type) => type is DuckDbType.TinyInt or DuckDbType.SmallInt or DuckDbType.Integer or DuckDbType.BigInt or DuckDbType.HugeInt
        or DuckDbType.UTinyInt or DuckDbType.USmallInt or DuckDbType.UInteger or DuckDbType.UBigInt;

    private static IOException Said(string name, Exception failure) => new($"{name}: {failure.Message.ReplaceLineEndings(" ")}", failure);
}
