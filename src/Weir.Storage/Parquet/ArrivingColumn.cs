using System.Numerics;
using System.Runtime.InteropServices;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Wire.Primitives;

namespace Weir.Storage.Parquet;

/// <summary>One column of records on their way into a file: values, and which rows have one. Its memory grows with the rows and is used again.</summary>
internal sealed class ArrivingColumn(FlowColumn column)
{
    /// <summary>Octets of a value at most: those of an address.</summary>
    internal const int MaxWidth = 16;

    private byte[] _values = [];
    private ulong[] _validity = [];
    private byte[] _texts = [];
    private int _textOctets;
    private int _valid;
    private bool _hasRests;

    /// <summary>Which column of the table of columns.</summary>
    internal FlowColumn Column => column;

    /// <summary>Whether any row has a value.</summary>
    internal bool HasValues => _valid > 0;

    /// <summary>Its columns in the file: rests of milliseconds only where there are some.</summary>
    internal IEnumerable<StoredColumn> InFile => DuckDbDialect.InFiles(column).Take(column.Type == LogicalType.Time && !_hasRests ? 1 : 2);

    /// <summary>Octets that texts take beside the values.</summary>
    internal int TextOctets => _textOctets;

    /// <summary>Takes over what rows of a batch have in this column; behind <paramref name="at"/> no row has a value yet.</summary>
    internal void Append(FlowBatch batch, int start, int count, int at)
    {
        Grow(at + count);
        int valid = CopyValidity(batch.Validity(column), start, count, at);
        if (valid == 0) return;
        _valid += valid;
        if (column is FlowColumn<BatchText> text) CopyTexts(batch, text, start, count, at);
        else batch.Raw(column).Slice(start * column.Width, count * column.Width).CopyTo(_values.AsSpan(at * column.Width));
        if (column is not FlowColumn<long> time || _hasRests || StoredTimes.Of(column).Count == 1) return;
        int word = start >> 6;
        _hasRests = ArrivingTimes.HaveRests(batch.Column(time)[(word << 6)..(start + count)], batch.Validity(column)[word..]);
    }

    /// <summary>Writes rows into a chunk.</summary>
    /// <param name="chunk">Where to.</param>
    /// <param name="at">The chunk's column; there are as many as <see cref="InFile"/> has.</param>
    /// <param name="start">The first row, a multiple of 64.</param>
    /// <param name="count">How many.</param>
    /// <param name="rows">How many there are in all.</param>
    internal void Read(DuckDbChunk chunk, int at, int start, int count, int rows)
    {
        Grow(rows);
        Write(chunk, at, _values.AsSpan(start * column.Width, count * column.Width), _validity.AsSpan(start >> 6, (count + 63) >> 6), _valid == rows);
    }

    /// <summary>Writes some rows, in any order, into a chunk.</summary>
    /// <param name="chunk">Where to.</param>
    /// <param name="at">The chunk's column; there are as many as <see cref="InFile"/> has.</param>
    /// <param name="order">The rows, at most <see cref="DuckDbChunk.Capacity"/>.</param>
    /// <param name="rows">How many there are in all.</param>
    /// <param name="gathered">Room for the rows' values.</param>
    internal void Read(DuckDbChunk chunk, int at, ReadOnlySpan<int> order, int rows, Span<byte> gathered)
    {
        Grow(rows);
        Span<ulong> bits = stackalloc ulong[DuckDbChunk.Capacity / 64];
        if (_valid < rows)
        {
            bits.Clear();
            for (int i = 0; i < order.Length; i++) bits[i >> 6] |= (_validity[order[i] >> 6] >> order[i] & 1) << i;
        }
        else
        {
            bits.Fill(ulong.MaxValue);
        }

        Span<byte> values = gathered[..(order.Length * column.Width)];
        switch (column.Width)
        {
            case 1: Gather<byte>(order, values); break;
            case 2: Gather<ushort>(order, values); break;
            case 4: Gather<uint>(order, values); break;
            case 8: Gather<ulong>(order, values); break;
            default: Gather<IpAddress>(order, values); break;
        }

        Write(chunk, at, values, bits[..((order.Length + 63) >> 6)], _valid == rows);
    }

    /// <summary>Whether a row has a value.</summary>
    internal bool HasValue(int row) => row >> 6 < _validity.Length && (_validity[row >> 6] >> row & 1) != 0;

    /// <summary>The value of a row that has one.</summary>
    internal T Value<T>(int row)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(_values.AsSpan())[row];

    /// <summary>The values of the first rows.</summary>
    internal ReadOnlySpan<T> Values<T>(int rows)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(_values.AsSpan())[..rows];

    private void Gather<T>(ReadOnlySpan<int> order, Span<byte> into)
        where T : unmanaged
    {
        ReadOnlySpan<T> from = MemoryMarshal.Cast<byte, T>(_values.AsSpan());
        Span<T> to = MemoryMarshal.Cast<byte, T>(into);
        for (int i = 0; i < order.Length; i++) to[i] = from[order[i]];
    }

    private void Write(DuckDbChunk chunk, int at, ReadOnlySpan<byte> values, ReadOnlySpan<ulong> bits, bool isAll)
    {
        if (!isAll)
        {
            bits.CopyTo(chunk.WritableValidity(at));
            if (column.Type == LogicalType.Address) bits.CopyTo(chunk.WritableValidity(at + 1));
        }

        switch (column.Type)
        {
            case LogicalType.Address: Split(MemoryMarshal.Cast<byte, IpAddress>(values), chunk.Values<ulong>(at), chunk.Values<ulong>(at + 1)); break;
            case LogicalType.Time: ReadTimes(chunk, at, bits, MemoryMarshal.Cast<byte, long>(values)); break;
            case LogicalType.Text: ReadTexts(chunk, at, bits, MemoryMarshal.Cast<byte, BatchText>(values)); break;
            default: values.CopyTo(chunk.Octets(at, column.Width)); break;
        }
    }

    /// <summary>Forgets all values.</summary>
    internal void Clear()
    {
        Array.Clear(_validity);
        _textOctets = 0;
        _valid = 0;
        _hasRests = false;
    }

    private static void Split(ReadOnlySpan<IpAddress> addresses, Span<ulong> high, Span<ulong> low)
    {
        for (int i = 0; i < addresses.Length; i++)
        {
            high[i] = addresses[i].High;
            low[i] = addresses[i].Low;
        }
    }

    private void ReadTimes(DuckDbChunk chunk, int at, ReadOnlySpan<ulong> bits, ReadOnlySpan<long> times)
    {
        Span<long> milliseconds = chunk.Values<long>(at);
        ArrivingTimes.Milliseconds(times, milliseconds);
        if (_hasRests) ArrivingTimes.Rests(times, milliseconds, bits, chunk, at + 1);
    }

    private void ReadTexts(DuckDbChunk chunk, int at, ReadOnlySpan<ulong> bits, ReadOnlySpan<BatchText> texts)
    {
        for (int i = 0; i < texts.Length; i++)
        {
            if ((bits[i >> 6] >> i & 1) != 0) chunk.SetText(at, i, _texts.AsSpan(texts[i].Offset, texts[i].Length));
        }
    }

    private void CopyTexts(FlowBatch batch, FlowColumn<BatchText> text, int start, int count, int at)
    {
        Span<BatchText> values = MemoryMarshal.Cast<byte, BatchText>(_values.AsSpan());
        for (int i = 0; i < count; i++)
        {
            if (!batch.IsValid(column, start + i)) continue;
            ReadOnlySpan<byte> octets = batch.Text(text, start + i);
            if (_textOctets + octets.Length > _texts.Length) Array.Resize(ref _texts, Math.Max(2 * _texts.Length, 1 << 16));
            octets.CopyTo(_texts.AsSpan(_textOctets));
            values[at + i] = new(_textOctets, octets.Length);
            _textOctets += octets.Length;
        }
    }

    private int CopyValidity(ReadOnlySpan<ulong> from, int start, int count, int at)
    {
        int valid = 0;
        while (count > 0)
        {
            int run = Math.Min(count, 64 - (at & 63));
            int shift = start & 63;
            ulong bits = from[start >> 6] >> shift;
            if (shift + run > 64) bits |= from[(start >> 6) + 1] << (64 - shift);
            if (run < 64) bits &= (1UL << run) - 1;
            _validity[at >> 6] |= bits << (at & 63);
            valid += BitOperations.PopCount(bits);
            start += run;
            at += run;
            count -= run;
        }

        return valid;
    }

    private void Grow(int rows)
    {
        if (rows * column.Width <= _values.Length && rows <= 64 * _validity.Length) return;
        int room = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(rows, FlowBatch.Capacity));
        Array.Resize(ref _values, room * column.Width);
        Array.Resize(ref _validity, room / 64);
    }
}
