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
    private Row[] _keys = [];
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
        (ArrivingColumn received, ArrivingColumn source, ArrivingColumn exporter, ArrivingColumn domain, ArrivingColumn sequence) =
            (column(FlowColumns.TimeReceivedNs), column(FlowColumns.SrcAddr), column(FlowColumns.SamplerAddress), column(FlowColumns.ObservationDomainId), column(FlowColumns.SequenceNum));
        if (_keys.Length < Count) _keys = new Row[Count];
        Span<Row> keys = _keys.AsSpan(0, Count);
        for (int i = 0; i < Count; i++)
        {
            int row = _rows[i];
            keys[i] = new(Address(source, row), Absent(source, row), StoredTimes.Milliseconds(received.Value<long>(row)), 0, row);
        }

        keys.Sort(Row.Compare);
        for (int first = 0; first < Count; first += rowGroupRows)
        {
            Span<Row> group = keys[first..Math.Min(first + rowGroupRows, Count)];
            foreach (ref Row key in group) key = new(Address(exporter, key.Index), Absent(exporter, key.Index) | Number(domain, key.Index), key.Received, Number(sequence, key.Index), key.Index);
            group.Sort(Row.Compare);
        }

        for (int i = 0; i < Count; i++) _rows[i] = keys[i].Index;
    }

    // What has no value comes last: a number after all of 32 bits, an address with the last.
    private static ulong Number(ArrivingColumn column, int row) => column.HasValue(row) ? column.Value<uint>(row) : 1UL << 32;

    private static IpAddress Address(ArrivingColumn column, int row) => column.HasValue(row) ? column.Value<IpAddress>(row) : new(ulong.MaxValue, ulong.MaxValue);

    private static ulong Absent(ArrivingColumn column, int row) => column.HasValue(row) ? 0 : 1UL << 40;

    /// <summary>A row and what it is ordered by; of equal ones the first stays first.</summary>
    private readonly record struct Row(IpAddress Address, ulong Next, long Received, ulong Sequence, int Index)
    {
        public static int Compare(Row one, Row other)
        {
            if (one.Address.High != other.Address.High) return one.Address.High < other.Address.High ? -1 : 1;
            if (one.Address.Low != other.Address.Low) return one.Address.Low < other.Address.Low ? -1 : 1;
            if (one.Next != other.Next) return one.Next < other.Next ? -1 : 1;
            if (one.Received != other.Received) return one.Received < other.Received ? -1 : 1;
            if (one.Sequence != other.Sequence) return one.Sequence < other.Sequence ? -1 : 1;
            return one.Index.CompareTo(other.Index);
        }
    }
}
