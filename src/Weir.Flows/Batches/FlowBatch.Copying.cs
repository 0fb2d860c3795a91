using System.Runtime.InteropServices;
using Weir.Flows.Columns;

namespace Weir.Flows.Batches;

/// <content>Rows of other batches: a copy is how records outlive the call that lends them.</content>
public sealed partial class FlowBatch
{
    private static readonly FlowColumn[] Columns = [.. FlowColumns.WithReverse];

    /// <summary>Adds rows of another batch behind those there are.</summary>
    /// <param name="from">Where they are.</param>
    /// <param name="start">The first of them.</param>
    /// <param name="count">How many; no more than <see cref="Free"/>.</param>
    public void Append(FlowBatch from, int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Free);
        if (count == 0) return;
        int to = Count;
        foreach (FlowColumn column in Columns)
        {
            int ordinal = column.Ordinal;
            if (!from._present[ordinal]) continue;
            if (column is FlowColumn<BatchText> text)
            {
                for (int row = 0; row < count; row++) CopyText(text, from, start + row, to + row);
                continue;
            }

            int width = column.Width;
            from.Raw(column).Slice(start * width, count * width).CopyTo(Raw(column)[(to * width)..]);
            CopyBits(from.Bits(ordinal), start, Bits(ordinal), to, count);
            _present[ordinal] = true;
        }

        Count = to + count;
    }

    /// <summary>Adds some rows of another batch, in the order given, behind those there are.</summary>
    /// <param name="from">Where they are.</param>
    /// <param name="rows">Which; no more than <see cref="Free"/>.</param>
    public void Append(FlowBatch from, ReadOnlySpan<ushort> rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Length, Free);
        if (rows.IsEmpty) return;
        foreach (FlowColumn column in Columns)
        {
            int ordinal = column.Ordinal;
            if (!from._present[ordinal]) continue;
            if (column is FlowColumn<BatchText> text)
            {
                for (int row = 0; row < rows.Length; row++) CopyText(text, from, rows[row], Count + row);
                continue;
            }

            ReadOnlySpan<byte> source = from.Raw(column);
            Span<byte> target = Raw(column)[(Count * column.Width)..];
            switch (column.Width)
            {
                case sizeof(byte): Gather(source, rows, target); break;
                case sizeof(ushort): Gather(MemoryMarshal.Cast<byte, ushort>(source), rows, MemoryMarshal.Cast<byte, ushort>(target)); break;
                case sizeof(uint): Gather(MemoryMarshal.Cast<byte, uint>(source), rows, MemoryMarshal.Cast<byte, uint>(target)); break;
                case sizeof(ulong): Gather(MemoryMarshal.Cast<byte, ulong>(source), rows, MemoryMarshal.Cast<byte, ulong>(target)); break;
                default:
                    for (int i = 0; i < rows.Length; i++) source.Slice(rows[i] * column.Width, column.Width).CopyTo(target[(i * column.Width)..]);
                    break;
            }

            ReadOnlySpan<ulong> valid = from.Bits(ordinal);
            Span<ulong> bits = Bits(ordinal);
            for (int i = 0, to = Count; i < rows.Length; i++, to++) bits[to >> 6] |= (valid[rows[i] >> 6] >> rows[i] & 1) << to;
            _present[ordinal] = true;
        }

        Count += rows.Length;
    }

    private void CopyText(FlowColumn<BatchText> column, FlowBatch from, int fromRow, int row)
    {
        if (from.IsValid(column, fromRow)) SetText(column, row, from.Text(column, fromRow));
    }

    private static void Gather<T>(ReadOnlySpan<T> source, ReadOnlySpan<ushort> rows, Span<T> target)
    {
        for (int i = 0; i < rows.Length; i++) target[i] = source[rows[i]];
    }

    // Rows behind the last have no bits set, so they need not be cleared first.
    private static void CopyBits(ReadOnlySpan<ulong> source, int start, Span<ulong> target, int to, int count)
    {
        while (count > 0)
        {
            int run = Math.Min(count, 64 - (to & 63));
            int shift = start & 63;
            ulong bits = source[start >> 6] >> shift;
            if (shift + run > 64) bits |= source[(start >> 6) + 1] << (64 - shift);
            if (run < 64) bits &= (1UL << run) - 1;
            target[to >> 6] |= bits << (to & 63);
            start += run;
            to += run;
            count -= run;
        }
    }
}
