using System.Numerics;
using System.Runtime.InteropServices;
using Weir.Flows.Columns;

namespace Weir.Flows.Batches;

/// <summary>
/// Up to <see cref="Capacity"/> flow records as a struct of arrays: one buffer and one validity bitmap for each column of
/// <see cref="FlowColumns"/>. Who fills a batch owns it; a sink borrows it for the length of the call.
/// </summary>
/// <remarks>
/// Values of rows whose validity bit is clear are leftovers and mean nothing. A column no row has is not touched at all, so a
/// batch costs what it holds.
/// </remarks>
public sealed partial class FlowBatch
{
    /// <summary>Rows a batch holds: the vector size of DuckDB, so that a column of a batch is a vector of a data chunk.</summary>
    public const int Capacity = 2048;

    /// <summary>Longest text of a row, in octets: a length that RFC 7011 section 7 tells in one octet.</summary>
    public const int MaxText = 254;

    private const int ValidityWords = Capacity / 64;
    private static readonly int[] Offsets = LayOut(out TotalBytes);
    private static readonly int TotalBytes;

    private readonly byte[] _values = GC.AllocateUninitializedArray<byte>(TotalBytes, pinned: true);
    private readonly ulong[] _validity = new ulong[ValidityWords * Offsets.Length];
    private readonly bool[] _present = new bool[Offsets.Length];
    private readonly BatchTexts _texts = new();

    /// <summary>Rows held, 0 to <see cref="Capacity"/>. Set by who fills the batch.</summary>
    public int Count { get; set; }

    /// <summary>Rows that still fit.</summary>
    public int Free => Capacity - Count;

    /// <summary>All <see cref="Capacity"/> values of a column.</summary>
    public Span<T> Column<T>(FlowColumn<T> column)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Raw(column));

    /// <summary>The octets of all values of a column, host order, <see cref="FlowColumn.Width"/> each.</summary>
    public Span<byte> Raw(FlowColumn column) => _values.AsSpan(Offsets[column.Ordinal], column.Width * Capacity);

    /// <summary>Whether any row may have a value in this column.</summary>
    public bool Has(FlowColumn column) => _present[column.Ordinal];

    /// <summary>The validity bitmap: bit <c>row % 64</c> of word <c>row / 64</c> is set where the row has a value.</summary>
    public ReadOnlySpan<ulong> Validity(FlowColumn column) => Bits(column.Ordinal);

    /// <summary>Whether a row has a value in this column.</summary>
    public bool IsValid(FlowColumn column, int row) => (Bits(column.Ordinal)[row >> 6] >> row & 1) != 0;

    /// <summary>Says that <paramref name="count"/> rows from <paramref name="start"/> have values in this column.</summary>
    public void SetValid(FlowColumn column, int start, int count)
    {
        if (count == 0) return;
        _present[column.Ordinal] = true;
        Span<ulong> bits = Bits(column.Ordinal);
        while (count > 0)
        {
            int bit = start & 63;
            int run = Math.Min(count, 64 - bit);
            bits[start >> 6] |= (run == 64 ? ulong.MaxValue : (1UL << run) - 1) << bit;
            start += run;
            count -= run;
        }
    }

    /// <summary>Takes back that <paramref name="count"/> rows from <paramref name="start"/> have values in this column.</summary>
    public void SetNull(FlowColumn column, int start, int count)
    {
        Span<ulong> bits = Bits(column.Ordinal);
        while (count > 0)
        {
            int bit = start & 63;
            int run = Math.Min(count, 64 - bit);
            bits[start >> 6] &= ~((run == 64 ? ulong.MaxValue : (1UL << run) - 1) << bit);
            start += run;
            count -= run;
        }
    }

    /// <summary>Says that one row has a value in this column.</summary>
    public void SetValid(FlowColumn column, int row)
    {
        _present[column.Ordinal] = true;
        Bits(column.Ordinal)[row >> 6] |= 1UL << row;
    }

    /// <summary>Says that the rows of the set bits have values: bit <c>n</c> is row <c>64 * word + n</c>.</summary>
    public void SetValid(FlowColumn column, int word, ulong bits)
    {
        if (bits == 0) return;
        _present[column.Ordinal] = true;
        Bits(column.Ordinal)[word] |= bits;
    }

    /// <summary>Writes one value and marks it valid.</summary>
    public void Set<T>(FlowColumn<T> column, int row, T value)
        where T : unmanaged
    {
        Column(column)[row] = value;
        SetValid(column, row);
    }

    /// <summary>The text of a row that has one, in UTF-8; borrowed until the batch is cleared or gets another text.</summary>
    public ReadOnlySpan<byte> Text(FlowColumn<BatchText> column, int row) => _texts[Column(column)[row]];

    /// <summary>Writes a text and marks it valid. Beyond <see cref="MaxText"/> octets it is cut; what is not UTF-8 is replaced.</summary>
    public void SetText(FlowColumn<BatchText> column, int row, ReadOnlySpan<byte> utf8) => Set(column, row, _texts.Add(utf8));

    /// <summary>How many rows have a value in this column.</summary>
    public int CountValid(FlowColumn column)
    {
        int valid = 0;
        foreach (ulong word in Bits(column.Ordinal)) valid += BitOperations.PopCount(word);
        return valid;
    }

    /// <summary>Takes a column out of all rows.</summary>
    public void Remove(FlowColumn column) => Remove(column.Ordinal);

    /// <summary>Empties the batch for its next use.</summary>
    public void Clear()
    {
        for (int ordinal = 0; ordinal < _present.Length; ordinal++) Remove(ordinal);
        _texts.Clear();
        Count = 0;
    }

    private void Remove(int ordinal)
    {
        if (!_present[ordinal]) return;
        Bits(ordinal).Clear();
        _present[ordinal] = false;
    }

    private Span<ulong> Bits(int ordinal) => _validity.AsSpan(ordinal * ValidityWords, ValidityWords);

    private static int[] LayOut(out int total)
    {
        IReadOnlyList<FlowColumn> columns = FlowColumns.LayOut();
        int[] offsets = new int[columns.Count];
        total = 0;
        foreach (FlowColumn column in columns)
        {
            offsets[column.Ordinal] = total;
            total += column.Width * Capacity;
        }

        return offsets;
    }
}
