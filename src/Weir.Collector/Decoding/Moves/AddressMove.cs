using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Primitives;

namespace Weir.Collector.Decoding.Moves;

/// <summary>Moves addresses of one family.</summary>
internal sealed class AddressMove<TOctets>(FlowColumn<IpAddress> column, int offset) : ColumnMove(column)
    where TOctets : struct, IAddressOctets
{
    public override int Run(in RecordBlock block, FlowBatch batch)
    {
        Span<IpAddress> values = batch.Column(column).Slice(block.Row, block.Count);
        ReadOnlySpan<byte> octets = block.Octets;
        int at = offset;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = TOctets.Read(octets.Slice(at, TOctets.Length));
            at += block.Stride;
        }

        batch.SetValid(Column, block.Row, block.Count);
        return 0;
    }
}
