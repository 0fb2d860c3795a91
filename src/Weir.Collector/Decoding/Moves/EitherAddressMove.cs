using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Primitives;

namespace Weir.Collector.Decoding.Moves;

/// <summary>
/// Moves addresses of templates that carry both families, where each record fills one and leaves the other zero: the IPv4
/// address, unless it is all zero and the IPv6 address is not.
/// </summary>
internal sealed class EitherAddressMove(FlowColumn<IpAddress> column, int v4Offset, int v6Offset) : ColumnMove(column)
{
    public override int Run(in RecordBlock block, FlowBatch batch)
    {
        Span<IpAddress> values = batch.Column(column).Slice(block.Row, block.Count);
        for (int i = 0, at = 0; i < values.Length; i++, at += block.Stride)
        {
            IpAddress v4 = V4Octets.Read(block.Octets.Slice(at + v4Offset, V4Octets.Length));
            IpAddress v6 = V6Octets.Read(block.Octets.Slice(at + v6Offset, V6Octets.Length));
            values[i] = v4.V4Bits == 0 && !v6.IsNone ? v6 : v4;
        }

        batch.SetValid(Column, block.Row, block.Count);
        return 0;
    }
}
