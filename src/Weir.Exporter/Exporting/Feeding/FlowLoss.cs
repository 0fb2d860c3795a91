using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Exporter.Exporting.Feeding;

/// <summary>Flow records that did not get as far as a message.</summary>
/// <param name="Records">How many.</param>
/// <param name="Packets">Their packets.</param>
/// <param name="Octets">Their layer-3 octets.</param>
public readonly record struct FlowLoss(int Records, ulong Packets, ulong Octets)
{
    public static FlowLoss operator +(FlowLoss left, FlowLoss right) =>
        new(left.Records + right.Records, left.Packets + right.Packets, left.Octets + right.Octets);

    /// <summary>All records of a batch.</summary>
    public static FlowLoss Of(FlowBatch batch) => Of(batch, 0, batch.Count);

    /// <summary>Some rows of a batch.</summary>
    public static FlowLoss Of(FlowBatch batch, int start, int count)
    {
        ReadOnlySpan<ulong> packets = batch.Column(FlowColumns.Packets);
        ReadOnlySpan<ulong> octets = batch.Column(FlowColumns.Bytes);
        (ulong allPackets, ulong allOctets) = (0, 0);
        for (int row = start; row < start + count; row++)
        {
            if (batch.IsValid(FlowColumns.Packets, row)) allPackets += packets[row];
            if (batch.IsValid(FlowColumns.Bytes, row)) allOctets += octets[row];
        }

        return new(count, allPackets, allOctets);
    }
}
