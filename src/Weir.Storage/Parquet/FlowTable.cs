using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;

namespace Weir.Storage.Parquet;

/// <summary>Records on their way into a file, in memory that is used again for the next ones; DuckDB reads them there.</summary>
internal sealed class FlowTable : IDuckDbTable
{
    private readonly ArrivingColumn[] _columns = [.. FlowColumns.All.Select(static column => new ArrivingColumn(column))];
    private readonly List<ArrivingColumn> _present = [];
    private readonly List<(string Name, DuckDbType Type)> _stored = [];
    private readonly List<int> _places = [];
    private readonly RowOrder _order = new();
    private readonly byte[] _gathered = new byte[DuckDbChunk.Capacity * ArrivingColumn.MaxWidth];
    private bool _isAsItCame;

    /// <summary>Records held.</summary>
    internal int Count { get; private set; }

    /// <summary>Octets of the texts held.</summary>
    internal long TextOctets { get; private set; }

    /// <inheritdoc/>
    public long Rows => _order.Count;

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, DuckDbType Type)> Columns => _stored;

    /// <summary>Adds some records of a batch.</summary>
    internal void Append(FlowBatch batch, int start, int count)
    {
        TextOctets = 0;
        foreach (ArrivingColumn column in _columns)
        {
            if (batch.Has(column.Column)) column.Append(batch, start, count, Count);
            TextOctets += column.TextOctets;
        }

        Count += count;
    }

    /// <summary>Writes the records received in an hour to a file, which is not yet durable.</summary>
    /// <exception cref="DuckDbException">DuckDB could not.</exception>
    /// <exception cref="OperationCanceledException">The token stopped it.</exception>
    internal void CopyTo(string path, long hour, DuckDbConnection connection, DuckDbTables tables, ParquetArchiveOptions options, CancellationToken cancellation)
    {
        Present();
        _order.Choose(_columns[FlowColumns.TimeReceivedNs.Ordinal].Values<long>(Count), hour);
        _isAsItCame = !options.SortsRecords && _order.Count == Count;
        if (options.SortsRecords) _order.Sort(column => _columns[column.Ordinal], options.RowGroupRows);
        using DuckDbTables.Offer offer = tables.Lend(this);
        connection.Execute($"COPY (SELECT * FROM {offer.Sql}) TO {DuckDbTypes.Literal(path)} {ParquetFormat.Clause(options)}", cancellation);
    }

    /// <inheritdoc/>
    public void Read(DuckDbChunk chunk, long start)
    {
        int count = (int)Math.Min(DuckDbChunk.Capacity, Rows - start);
        for (int i = 0; i < _present.Count; i++)
        {
            if (_isAsItCame) _present[i].Read(chunk, _places[i], (int)start, count, Count);
            else _present[i].Read(chunk, _places[i], _order.Rows.Slice((int)start, count), Count, _gathered);
        }

        if (Place(FlowColumns.TimeFlowStartNs) is >= 0 and var began)
            ArrivingTimes.Durations(chunk, began, Place(FlowColumns.TimeFlowEndNs), Place(FlowColumns.TimeReceivedNs), count);

        chunk.Count = count;
    }

    /// <summary>Forgets all records.</summary>
    internal void Clear()
    {
        foreach (ArrivingColumn column in _columns) column.Clear();
        TextOctets = 0;
        Count = 0;
    }

    /// <summary>A column that no record has is left out: written as nulls, those that most exporters never send took half of the time.</summary>
    private void Present()
    {
        _present.Clear();
        _stored.Clear();
        _places.Clear();
        foreach (ArrivingColumn column in _columns)
        {
            if (!column.HasValues) continue;
            _present.Add(column);
            _places.Add(_stored.Count);
            foreach (StoredColumn stored in column.InFile) _stored.Add((stored.Name, DuckDbTypes.Of(stored)));
        }
    }

    // Of a column's first in a chunk.
    private int Place(FlowColumn column) => _columns[column.Ordinal].HasValues ? _places[_present.IndexOf(_columns[column.Ordinal])] : -1;
}
