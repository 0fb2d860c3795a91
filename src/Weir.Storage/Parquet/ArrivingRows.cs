using System.Globalization;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;

namespace Weir.Storage.Parquet;

/// <summary>Rows of a table beside the flows on their way into a file: a temporary table that is made when the first comes.</summary>
/// <param name="table">What it is called.</param>
/// <param name="columns">The columns as they are stored; the first is the time of receipt in nanoseconds.</param>
/// <param name="connection">Where it is.</param>
/// <param name="options">How files are written.</param>
internal sealed class ArrivingRows(string table, IReadOnlyList<StoredColumn> columns, DuckDbConnection connection, ParquetArchiveOptions options) : IDisposable
{
    private readonly SortedSet<long> _hours = [];
    private DuckDbAppender? _appender;
    private DuckDbChunk? _chunk;
    private int _rows;
    private bool _isMade;

    /// <summary>Rows held.</summary>
    public int Count { get; private set; }

    /// <summary>The hours they were received in.</summary>
    public IEnumerable<long> Hours => _hours;

    /// <summary>Begins a row, whose other columns the caller fills.</summary>
    /// <returns>Where, and which row of it.</returns>
    public (DuckDbChunk Chunk, int Row) Begin(long timeReceivedNs)
    {
        if (_rows == DuckDbChunk.Capacity) Flush();
        Open();
        Count++;
        _hours.Add(ArchiveLayout.HourOf(timeReceivedNs));
        _chunk!.Values<long>(0)[_rows] = timeReceivedNs;
        return (_chunk, _rows++);
    }

    /// <summary>Writes the rows received in an hour to a file, which is not yet durable.</summary>
    public void CopyTo(string path, long hour)
    {
        Close();
        Int128 from = (Int128)hour * ArchiveLayout.NanosecondsPerHour;
        string time = columns[0].Name;
        // An order that replaying repeats.
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
            COPY (SELECT * FROM {table} WHERE {time} >= {from} AND {time} < {from + ArchiveLayout.NanosecondsPerHour} ORDER BY ALL)
            TO {DuckDbTypes.Literal(path)} {ParquetFormat.Clause(options)}
            """));
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        Close();
        if (_isMade) connection.Execute($"DROP TABLE {table}");
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
        if (!_isMade) connection.Execute($"CREATE TEMP TABLE {table} ({string.Join(", ", columns.Select(static column => $"{column.Name} {column.SqlType}"))})");
        _isMade = true;
        _chunk = DuckDbChunk.Create([.. columns.Select(DuckDbTypes.Of)]);
        _appender = connection.Append(table);
    }

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
