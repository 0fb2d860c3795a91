using System.Globalization;
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

    /// <summary>Records held.</summary>
    internal int Count { get; private set; }

    /// <summary>Octets of the texts held.</summary>
    internal long TextOctets { get; private set; }

    /// <inheritdoc/>
    public long Rows => Count;

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
    internal void CopyTo(string path, long hour, DuckDbConnection connection, DuckDbTables tables, ParquetArchiveOptions options)
    {
        Present();
        using DuckDbTables.Offer offer = tables.Lend(this);
        const long Hour = ArchiveLayout.NanosecondsPerHour / StoredTimes.NanosecondsPerMillisecond;
        string records = string.Create(CultureInfo.InvariantCulture,
            $"{offer.Sql} WHERE {StoredTimes.Received.Name} >= {hour * Hour} AND {StoredTimes.Received.Name} < {(hour + 1) * Hour}");
        string query = options.SortsRecords ? FileOrder.Flows.Select(records, options.RowGroupRows, column => _stored.Exists(one => one.Name == column.Name)) : $"SELECT * FROM {records}";
        connection.Execute($"COPY ({query}) TO {DuckDbTypes.Literal(path)} {ParquetFormat.Clause(options)}");
    }

    /// <inheritdoc/>
    public void Read(DuckDbChunk chunk, long start)
    {
        int count = Math.Min(DuckDbChunk.Capacity, Count - (int)start);
        for (int i = 0; i < _present.Count; i++) _present[i].Read(chunk, _places[i], (int)start, count, Count);
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
