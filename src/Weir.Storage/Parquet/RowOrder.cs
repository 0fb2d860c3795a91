using Weir.Flows.Columns;
using Weir.Query.Sql;
using Weir.Wire.Primitives;

namespace Weir.Storage.Parquet;

/// <summary>
/// Which rows of a table go into a file, and in which order: that of <see cref="FileOrder.Flows"/>. DuckDB, which compares keys as octets and moves all columns twice, took more
/// than half of the time of writing a file for it.
/// </summary>
internal sealed class RowOrder
{
    private readonly StableOrder _order = new();
    private int[] _rows = [];

    /// <summary>The rows.</summary>
    internal ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    /// <summary>How many rows.</summary>
    internal int Count { get; private set; }

    /// <summary>Chooses the rows received in an hour, as they came.</summary>
    internal void Choose(ReadOnlySpan<long> received, long hour)
    {
        Count = 0;
        if (_rows.Length < received.Length) _rows = new int[received.Length];
        for (int row = 0; row < received.Length; row++)
        {
            if (ArchiveLayout.HourOf(received[row]) == hour) _rows[Count++] = row;
        }
    }

    /// <summary>Brings the chosen rows into the order of a file.</summary>
    /// <param name="column">The values of a column.</param>
    /// <param name="rowGroupRows">Records of a row group.</param>
    internal void Sort(Func<FlowColumn, ArrivingColumn> column, int rowGroupRows)
    {
        ArrivingColumn received = column(FlowColumns.TimeReceivedNs), exporter = column(FlowColumns.SamplerAddress);
        ArrivingColumn domain = column(FlowColumns.ObservationDomainId), sequence = column(FlowColumns.SequenceNum);
        Span<int> rows = _rows.AsSpan(0, Count);
        ByTime(rows, received);
        ByAddress(rows, column(FlowColumns.SrcAddr));
        for (int first = 0; first < Count; first += rowGroupRows)
        {
            Span<int> group = rows[first..Math.Min(first + rowGroupRows, Count)];
            ByNumber(group, sequence);
            ByTime(group, received);
            ByNumber(group, domain);
            ByAddress(group, exporter);
        }
    }

    private void ByTime(Span<int> rows, ArrivingColumn column)
    {
        Span<ulong> keys = _order.Keys(rows.Length);
        for (int i = 0; i < rows.Length; i++) keys[i] = (ulong)StoredTimes.Milliseconds(column.Value<long>(rows[i])) ^ 1UL << 63; // those before 1970 first
        _order.Apply(rows);
    }

    // What has no value comes last: a number after all of 32 bits, an address after all others.
    private void ByNumber(Span<int> rows, ArrivingColumn column)
    {
        if (!column.HasValues) return;
        Span<ulong> keys = _order.Keys(rows.Length);
        for (int i = 0; i < rows.Length; i++) keys[i] = column.HasValue(rows[i]) ? column.Value<uint>(rows[i]) : 1UL << 32;
        _order.Apply(rows);
    }

    private void ByAddress(Span<int> rows, ArrivingColumn column)
    {
        if (!column.HasValues) return;
        Span<ulong> keys = _order.Keys(rows.Length);
        for (int i = 0; i < rows.Length; i++) keys[i] = column.HasValue(rows[i]) ? column.Value<IpAddress>(rows[i]).Low : ulong.MaxValue;
        _order.Apply(rows);
        for (int i = 0; i < rows.Length; i++) keys[i] = column.HasValue(rows[i]) ? column.Value<IpAddress>(rows[i]).High : ulong.MaxValue;
        _order.Apply(rows);
        for (int i = 0; i < rows.Length; i++) keys[i] = column.HasValue(rows[i]) ? 0UL : 1;
        _order.Apply(rows);
    }
}
