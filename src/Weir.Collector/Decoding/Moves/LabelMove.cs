using System.Numerics;
using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Collector.Decoding.Moves;

/// <summary>
/// Moves the label, or its traffic class, out of an MPLS label stack entry without TTL (RFC 5102 sections 5.8.9 to 5.8.18):
/// 20 bits of label, 3 of traffic class, 1 at the bottom of the stack. All zeros are how a record without labels fills the field.
/// </summary>
internal sealed class LabelMove<T>(FlowColumn<T> column, int offset, ElementPart part) : ColumnMove(column)
    where T : unmanaged, IBinaryInteger<T>
{
    /// <summary>Octets of an entry.</summary>
    public const int Length = 3;

    private const uint ExpMask = 7;

    private readonly int _shift = part == ElementPart.Label ? 4 : 1;
    private readonly uint _mask = part == ElementPart.Label ? uint.MaxValue : ExpMask;

    public override int Run(in RecordBlock block, FlowBatch batch)
    {
        Span<T> values = batch.Column(column).Slice(block.Row, block.Count);
        ReadOnlySpan<byte> octets = block.Octets;
        batch.SetValid(Column, block.Row, block.Count);
        int at = offset;
        for (int i = 0; i < values.Length; i++)
        {
            uint entry = (uint)ThreeOctets.Read(octets.Slice(at, Length));
            values[i] = T.CreateTruncating(entry >> _shift & _mask);
            if (entry == 0) batch.SetNull(Column, block.Row + i, 1);
            at += block.Stride;
        }

        return 0;
    }
}
