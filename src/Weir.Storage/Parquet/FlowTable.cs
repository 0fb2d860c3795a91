using System.Globalization;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Wire.Primitives;

namespace Weir.Storage.Parquet;

/// <summary>Records on their way into a file: a temporary table that has the columns some record had so far.</summary>
internal sealed class FlowTable : IDisposable
{
    private const string Table = "arriving";

    // Neighbouring addresses lie together: queries for a host or a network skip most row groups and grouping runs over few
    // values at a time (docs/adr/0002 has the cost). Time makes the order one that replaying repeats.
    internal static readonly FlowColumn[] Order = [FlowColumns.SrcAddr, FlowColumns.TimeReceivedNs];

    private readonly DuckDbConnection _connection;
    private readonly ParquetArchiveOptions _options;
    private readonly List<FlowColumn> _columns = [];
    private readonly bool[] _has = new bool[FlowColumns.WithReverse.Count];
    private DuckDbAppender? _appender;
    private DuckDbChunk? _chunk;

    internal FlowTable(DuckDbConnection connection, ParquetArchiveOptions options)
    {
        _connection = connection;
        _options = options;
    }

    /// <summary>Records held.</summary>
    internal int Count { get; private set; }

    /// <summary>Adds some records of a batch.</summary>
    internal void Append(FlowBatch batch, int start, int count)
    {
        if (HasNew(batch)) AddColumns(batch);
        Open();
        DuckDbChunk chunk = _chunk!;
        chunk.Reset();
        int at = 0;
        foreach (FlowColumn column in _columns)
        {
            at += column.Type switch
            {
                LogicalType.Address => CopyAddresses(chunk, at, batch, column, start, count),
                LogicalType.Text => CopyTexts(chunk, at, batch, column, start, count),
                _ => CopyValues(chunk, at, batch, column, start, count),
            };
        }

        chunk.Count = count;
        _appender!.Append(chunk);
        Count += count;
    }

    /// <summary>Writes the records received in an hour to a file, which is not yet durable.</summary>
    internal void CopyTo(string path, long hour)
    {
        Close();
        Int128 from = (Int128)hour * ArchiveLayout.NanosecondsPerHour;
        // A column that no record has is left out: written as nulls, those that most exporters never send took half of the time.
        string names = string.Join(", ", FlowColumns.All.Where(column => _has[column.Ordinal]).SelectMany(DuckDbDialect.Stored).Select(stored => stored.Name));
        string order = _options.SortsRecords
            ? "ORDER BY " + string.Join(", ", Order.Where(column => _has[column.Ordinal]).SelectMany(DuckDbDialect.Stored).Select(stored => stored.Name))
            : "";
        _connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
            COPY (SELECT {names} FROM {Table}
                  WHERE {FlowColumns.TimeReceivedNs.Name} >= {from} AND {FlowColumns.TimeReceivedNs.Name} < {from + ArchiveLayout.NanosecondsPerHour}
                  {order})
            TO {DuckDbTypes.Literal(path)} (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL {_options.ZstdLevel},
                ROW_GROUP_SIZE {_options.RowGroupRows}, USE_TMP_FILE false)
            """));
    }

    /// <summary>Forgets all records.</summary>
    internal void Clear()
    {
        Close();
        if (_columns.Count > 0) _connection.Execute($"DROP TABLE {Table}");
        _columns.Clear();
        Array.Clear(_has);
        Count = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private bool HasNew(FlowBatch batch)
    {
        foreach (FlowColumn column in FlowColumns.All)
        {
            if (batch.Has(column) && !_has[column.Ordinal]) return true;
        }

        return false;
    }

    private void AddColumns(FlowBatch batch)
    {
        Close();
        FlowColumn[] added = [.. FlowColumns.All.Where(column => batch.Has(column) && !_has[column.Ordinal])];
        string[] stored = [.. added.SelectMany(DuckDbDialect.Stored).Select(column => $"{column.Name} {column.SqlType}")];
        if (_columns.Count == 0) _connection.Execute($"CREATE TEMP TABLE {Table} ({string.Join(", ", stored)})");
        else foreach (string column in stored) _connection.Execute($"ALTER TABLE {Table} ADD COLUMN {column}");
        foreach (FlowColumn column in added) _has[column.Ordinal] = true;
        _columns.AddRange(added);
    }

    private void Open()
    {
        if (_appender is not null) return;
        DuckDbType[] types = [.. _columns.SelectMany(column => Enumerable.Repeat(DuckDbTypes.Of(column.Type), column.Type == LogicalType.Address ? 2 : 1))];
        _chunk = DuckDbChunk.Create(types);
        _appender = _connection.Append(Table);
    }

    private void Close()
    {
        _appender?.Flush();
        _appender?.Dispose();
        _chunk?.Dispose();
        _appender = null;
        _chunk = null;
    }

    private static int CopyValues(DuckDbChunk chunk, int at, FlowBatch batch, FlowColumn column, int start, int count)
    {
        if (CopyValidity(chunk, at, batch, column, start, count))
            batch.Raw(column).Slice(start * column.Width, count * column.Width).CopyTo(chunk.Octets(at, column.Width));
        return 1;
    }

    private static int CopyAddresses(DuckDbChunk chunk, int at, FlowBatch batch, FlowColumn column, int start, int count)
    {
        bool any = CopyValidity(chunk, at, batch, column, start, count);
        CopyValidity(chunk, at + 1, batch, column, start, count);
        if (!any) return 2;
        ReadOnlySpan<IpAddress> addresses = batch.Column((FlowColumn<IpAddress>)column).Slice(start, count);
        Span<ulong> high = chunk.Values<ulong>(at)[..count];
        Span<ulong> low = chunk.Values<ulong>(at + 1)[..count];
        for (int i = 0; i < addresses.Length; i++)
        {
            high[i] = addresses[i].High;
            low[i] = addresses[i].Low;
        }

        return 2;
    }

    private static int CopyTexts(DuckDbChunk chunk, int at, FlowBatch batch, FlowColumn column, int start, int count)
    {
        if (!CopyValidity(chunk, at, batch, column, start, count)) return 1;
        for (int i = 0; i < count; i++)
        {
            if (batch.IsValid(column, start + i)) chunk.SetText(at, i, batch.Text((FlowColumn<BatchText>)column, start + i));
        }

        return 1;
    }

    /// <summary>Says which rows have values; whether any does.</summary>
    private static bool CopyValidity(DuckDbChunk chunk, int at, FlowBatch batch, FlowColumn column, int start, int count)
    {
        ReadOnlySpan<ulong> from = batch.Validity(column);
        int valid = start == 0 && count == batch.Count ? batch.CountValid(column) : -1;
        if (valid == count) return true;
        Span<ulong> to = chunk.WritableValidity(at);
        if (!batch.Has(column))
        {
            to.Clear();
            return false;
        }

        int shift = start & 63;
        int word = start >> 6;
        for (int i = 0; i < (count + 63) >> 6; i++)
        {
            ulong bits = from[word + i] >> shift;
            if (shift > 0 && word + i + 1 < from.Length) bits |= from[word + i + 1] << (64 - shift);
            to[i] = bits;
        }

        return true;
    }
}
