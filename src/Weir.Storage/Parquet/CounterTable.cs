using System.Globalization;
using Weir.Flows.Columns;
using Weir.Flows.Interfaces;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;

namespace Weir.Storage.Parquet;

/// <summary>Interface counters on their way into a file: a temporary table that is made when the first come.</summary>
internal sealed class CounterTable(DuckDbConnection connection, ParquetArchiveOptions options) : IDisposable
{
    private const string Table = "counting";

    /// <summary>When they were received, in nanoseconds: counters are few, and rates are made of the time between two.</summary>
    public static readonly StoredColumn Received = new(FlowColumns.TimeReceivedNs.Name, "BIGINT");

    private readonly SortedSet<long> _hours = [];
    private DuckDbAppender? _appender;
    private DuckDbChunk? _chunk;
    private int _rows;
    private bool _isMade;

    /// <summary>The columns as they are stored: when, who, which interface, and the counters.</summary>
    public static IReadOnlyList<StoredColumn> Columns { get; } =
    [
        Received, .. DuckDbDialect.InFiles(FlowColumns.SamplerAddress), .. DuckDbDialect.InFiles(FlowColumns.ObservationDomainId), new(CounterColumns.Interface, "UINTEGER"), .. CounterColumns.Names.Select(static name => new StoredColumn(name, "UBIGINT")),
    ];

    /// <summary>Records held.</summary>
    public int Count { get; private set; }

    /// <summary>The hours they were received in.</summary>
    public IEnumerable<long> Hours => _hours;

    /// <summary>Adds a record.</summary>
    public void Append(in CounterRecord record)
    {
        Open();
        DuckDbChunk chunk = _chunk!;
        int row = _rows++;
        _hours.Add(ArchiveLayout.HourOf(record.TimeReceivedNs));
        chunk.Values<long>(0)[row] = record.TimeReceivedNs;
        (chunk.Values<ulong>(1)[row], chunk.Values<ulong>(2)[row]) = (record.Exporter.High, record.Exporter.Low);
        chunk.Values<uint>(3)[row] = record.ObservationDomainId;
        int at = 4;
        if (record.Interface is { } index) chunk.Values<uint>(at)[row] = index;
        else SetNull(at, row);
        for (int i = 0; i < CounterColumns.Count; i++)
        {
            at++;
            if (record.TryGet((CounterColumn)i, out ulong value)) chunk.Values<ulong>(at)[row] = value;
            else SetNull(at, row);
        }

        Count++;
        if (_rows == DuckDbChunk.Capacity) Flush();
    }

    /// <summary>Writes the records received in an hour to a file, which is not yet durable.</summary>
    public void CopyTo(string path, long hour)
    {
        Close();
        Int128 from = (Int128)hour * ArchiveLayout.NanosecondsPerHour;
        string time = Received.Name;
        // An order that replaying repeats.
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
            COPY (SELECT * FROM {Table} WHERE {time} >= {from} AND {time} < {from + ArchiveLayout.NanosecondsPerHour} ORDER BY ALL)
            TO {DuckDbTypes.Literal(path)} {ParquetFormat.Clause(options)}
            """));
    }

    /// <summary>Forgets all records.</summary>
    public void Clear()
    {
        Close();
        if (_isMade) connection.Execute($"DROP TABLE {Table}");
        _isMade = false;
        _hours.Clear();
        Count = 0;
    }

    public void Dispose()
    {
        _appender?.Dispose();
        _chunk?.Dispose();
        (_appender, _chunk) = (null, null);
    }

    private void Open()
    {
        if (_appender is not null) return;
        if (!_isMade) connection.Execute($"CREATE TEMP TABLE {Table} ({string.Join(", ", Columns.Select(static column => $"{column.Name} {column.SqlType}"))})");
        _isMade = true;
        _chunk = DuckDbChunk.Create([.. Columns.Select(DuckDbTypes.Of)]);
        _appender = connection.Append(Table);
    }

    private void SetNull(int column, int row) => _chunk!.WritableValidity(column)[row >> 6] &= ~(1UL << row);

    private void Flush()
    {
        if (_rows == 0) return;
        _chunk!.Count = _rows;
        _appender!.Append(_chunk);
        _chunk.Reset();
        _rows = 0;
    }

    private void Close()
    {
        if (_appender is null) return;
        Flush();
        _appender.Flush();
        Dispose();
    }
}
