using System.Runtime.InteropServices;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Storage.DuckDb;
using Weir.Wire.Primitives;

namespace Weir.Storage;

/// <summary>Turns chunks of stored columns into batches of records, a column at a time.</summary>
internal static class ResultBatch
{
    /// <summary>Fills an empty batch with the rows of a chunk.</summary>
    /// <param name="chunk">Its vectors are the stored ones of the columns, in order.</param>
    /// <param name="columns">Which columns.</param>
    /// <param name="batch">Holds as many rows as a chunk.</param>
    internal static void Fill(DuckDbChunk chunk, IReadOnlyList<FlowColumn> columns, FlowBatch batch)
    {
        int count = chunk.Count;
        batch.Count = count;
        int at = 0;
        foreach (FlowColumn column in columns)
        {
            CopyValidity(chunk, at, column, batch);
            if (batch.Has(column)) CopyValues(chunk, at, column, batch);
            at += column.Type == LogicalType.Address ? 2 : 1;
        }
    }

    private static void CopyValues(DuckDbChunk chunk, int at, FlowColumn column, FlowBatch batch)
    {
        int count = batch.Count;
        switch (column)
        {
            case FlowColumn<IpAddress> addresses:
                Span<ulong> high = chunk.Values<ulong>(at);
                Span<ulong> low = chunk.Values<ulong>(at + 1);
                Span<IpAddress> held = batch.Column(addresses);
                for (int row = 0; row < count; row++) held[row] = new(high[row], low[row]);
                break;
            case FlowColumn<BatchText> texts:
                for (int row = 0; row < count; row++)
                {
                    if (chunk.IsValid(at, row)) batch.SetText(texts, row, chunk.TextOctets(at, row));
                }

                break;
            case FlowColumn<byte> values: Copy(values); break;
            case FlowColumn<ushort> values: Copy(values); break;
            case FlowColumn<uint> values: Copy(values); break;
            case FlowColumn<ulong> values: Copy(values); break;
            case FlowColumn<long> values: Copy(values); break;
            case FlowColumn<MacAddress> values: MemoryMarshal.Cast<ulong, MacAddress>(chunk.Values<ulong>(at)[..count]).CopyTo(batch.Column(values)); break;
            default: throw new NotSupportedException($"column '{column.Name}' is held as something new");
        }

        void Copy<T>(FlowColumn<T> values)
            where T : unmanaged => chunk.Values<T>(at)[..count].CopyTo(batch.Column(values));
    }

    // Bits beyond the last row may be set in a vector, and must not be in a batch.
    private static void CopyValidity(DuckDbChunk chunk, int at, FlowColumn column, FlowBatch batch)
    {
        ReadOnlySpan<ulong> words = chunk.Validity(at);
        for (int word = 0; word * 64 < batch.Count; word++)
        {
            int rows = Math.Min(64, batch.Count - word * 64);
            ulong there = rows == 64 ? ulong.MaxValue : (1UL << rows) - 1;
            batch.SetValid(column, word, words.IsEmpty ? there : words[word] & there);
        }
    }
}
