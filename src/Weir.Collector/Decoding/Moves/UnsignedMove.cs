using System.Numerics;
using System.Runtime.CompilerServices;
using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Collector.Decoding.Moves;

/// <summary>Moves unsigned integers of one length into a column of one width.</summary>
internal sealed class UnsignedMove<TOctets, T>(FlowColumn<T> column, int offset) : ColumnMove(column)
    where TOctets : struct, IFieldOctets
    where T : unmanaged, IBinaryInteger<T>
{
    public override int Run(in RecordBlock block, FlowBatch batch)
    {
        Span<T> values = batch.Column(column).Slice(block.Row, block.Count);
        ReadOnlySpan<byte> octets = block.Octets;
        ulong all = 0;
        int at = offset;
        for (int i = 0; i < values.Length; i++)
        {
            ulong value = TOctets.Read(octets.Slice(at, TOctets.Length));
            if (TOctets.Length > Unsafe.SizeOf<T>()) all |= value;
            values[i] = T.CreateTruncating(value);
            at += block.Stride;
        }

        batch.SetValid(Column, block.Row, block.Count);
        return TOctets.Length > Unsafe.SizeOf<T>() && all >> (8 * Unsafe.SizeOf<T>()) != 0 ? RejectTooLarge(block, batch) : 0;
    }

    private int RejectTooLarge(in RecordBlock block, FlowBatch batch)
    {
        int rejected = 0;
        for (int i = 0; i < block.Count; i++)
        {
            ulong value = TOctets.Read(block.Octets.Slice(offset + i * block.Stride, TOctets.Length));
            if (value >> (8 * Unsafe.SizeOf<T>()) == 0) continue;
            batch.SetNull(Column, block.Row + i, 1);
            rejected++;
        }

        return rejected;
    }
}
