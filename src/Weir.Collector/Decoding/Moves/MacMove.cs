using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Primitives;

namespace Weir.Collector.Decoding.Moves;

/// <summary>Moves MAC addresses.</summary>
internal sealed class MacMove(FlowColumn<MacAddress> column, int offset) : ColumnMove(column)
{
    /// <summary>Octets of a MAC address.</summary>
    public const int Length = 6;

    public override int Run(in RecordBlock block, FlowBatch batch)
    {
        Span<MacAddress> values = batch.Column(column).Slice(block.Row, block.Count);
        ReadOnlySpan<byte> octets = block.Octets;
        int at = offset;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = new(SixOctets.Read(octets.Slice(at, Length)));
            at += block.Stride;
        }

        batch.SetValid(Column, block.Row, block.Count);
        return 0;
    }
}
