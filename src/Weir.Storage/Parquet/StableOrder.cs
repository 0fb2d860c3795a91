using System.Numerics;

namespace Weir.Storage.Parquet;

/// <summary>
/// Brings row numbers into the order of keys, those of equal keys staying as they were, so that an order by several keys is made of orders by one, the last key first. Digits of the keys are counted,
/// from the lowest; those in which no two differ cost nothing, nor do keys that are in order already. Memory is kept for the next time.
/// </summary>
internal sealed class StableOrder
{
    private const int DigitBits = 11; // whose counts stay in the nearest cache
    private const int Digits = 1 << DigitBits;

    private readonly int[] _places = new int[Digits];
    private ulong[] _keys = [];
    private ulong[] _otherKeys = [];
    private int[] _otherRows = [];

    /// <summary>Room for the keys of the rows, in the rows' present order.</summary>
    internal Span<ulong> Keys(int count)
    {
        if (_keys.Length < count)
        {
            _keys = new ulong[count];
            _otherKeys = new ulong[count];
            _otherRows = new int[count];
        }

        return _keys.AsSpan(0, count);
    }

    /// <summary>Orders rows by the keys that were written.</summary>
    internal void Apply(Span<int> rows)
    {
        Span<ulong> keys = _keys.AsSpan(0, rows.Length), otherKeys = _otherKeys.AsSpan(0, rows.Length);
        Span<int> otherRows = _otherRows.AsSpan(0, rows.Length);
        ulong differing = Differing(keys);
        bool isInOther = false;
        while (differing != 0)
        {
            int shift = BitOperations.TrailingZeroCount(differing);
            Scatter(keys, rows, otherKeys, otherRows, shift);
            Span<ulong> newer = otherKeys;
            otherKeys = keys;
            keys = newer;
            Span<int> newerRows = otherRows;
            otherRows = rows;
            rows = newerRows;
            isInOther = !isInOther;
            differing = shift + DigitBits < 64 ? differing >> (shift + DigitBits) << (shift + DigitBits) : 0;
        }

        if (isInOther) rows.CopyTo(otherRows);
    }

    /// <summary>The bits in which keys differ; none where the keys are in order.</summary>
    private static ulong Differing(ReadOnlySpan<ulong> keys)
    {
        ulong differing = 0, before = 0;
        bool isInOrder = true;
        foreach (ulong key in keys)
        {
            differing |= key ^ keys[0];
            isInOrder &= key >= before;
            before = key;
        }

        return isInOrder ? 0 : differing;
    }

    private void Scatter(ReadOnlySpan<ulong> keys, ReadOnlySpan<int> rows, Span<ulong> toKeys, Span<int> toRows, int shift)
    {
        Span<int> places = _places;
        places.Clear();
        foreach (ulong key in keys) places[(int)(key >> shift) & (Digits - 1)]++;
        int next = 0;
        foreach (ref int place in places)
        {
            int count = place;
            place = next;
            next += count;
        }

        for (int i = 0; i < keys.Length; i++)
        {
            int at = places[(int)(keys[i] >> shift) & (Digits - 1)]++;
            toKeys[at] = keys[i];
            toRows[at] = rows[i];
        }
    }
}
