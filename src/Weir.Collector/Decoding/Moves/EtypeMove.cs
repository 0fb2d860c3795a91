using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Primitives;

namespace Weir.Collector.Decoding.Moves;

/// <summary>Derives the EtherType from the addresses where no field tells it. Runs behind the moves of the addresses.</summary>
/// <param name="address">The column to look at.</param>
/// <param name="always">The EtherType of all records; <see langword="null"/> where each record must be looked at.</param>
internal sealed class EtypeMove(FlowColumn<IpAddress> address, ushort? always) : ColumnMove(FlowColumns.Etype)
{
    public const ushort Ipv4 = 0x0800;
    public const ushort Ipv6 = 0x86DD;

    public override int Run(in RecordBlock block, FlowBatch batch)
    {
        Span<ushort> values = batch.Column(FlowColumns.Etype).Slice(block.Row, block.Count);
        if (always is { } one)
        {
            values.Fill(one);
        }
        else
        {
            ReadOnlySpan<IpAddress> addresses = batch.Column(address).Slice(block.Row, block.Count);
            for (int i = 0; i < values.Length; i++) values[i] = addresses[i].IsV4 ? Ipv4 : Ipv6;
        }

        batch.SetValid(Column, block.Row, block.Count);
        return 0;
    }
}
