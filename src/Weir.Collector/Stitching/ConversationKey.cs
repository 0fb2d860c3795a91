using Weir.Collector.Looking;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Primitives;

namespace Weir.Collector.Stitching;

/// <summary>Which conversation a record is of, and which of its ends is the source.</summary>
/// <param name="Hash">The same for both directions.</param>
/// <param name="IsFromLower">Whether the source is the end whose address, or port where the addresses are the same, is the lower one.</param>
/// <param name="SourcePort">The port of the source; 0 where there is none.</param>
/// <param name="DestinationPort">The port of the destination.</param>
internal readonly record struct ConversationKey(ulong Hash, bool IsFromLower, ushort SourcePort, ushort DestinationPort)
{
    /// <summary>Reads the key of a row. Returns <see langword="false"/> where it has no other direction, or tells one.</summary>
    public static bool TryRead(FlowBatch batch, int row, FlowHash hash, out ConversationKey key)
    {
        key = default;
        if (!batch.IsValid(FlowColumns.SrcAddr, row) || !batch.IsValid(FlowColumns.DstAddr, row) || batch.IsValid(FlowColumns.BiflowDirection, row)) return false;
        IpAddress source = batch.Column(FlowColumns.SrcAddr)[row];
        IpAddress destination = batch.Column(FlowColumns.DstAddr)[row];
        ushort from = batch.IsValid(FlowColumns.SrcPort, row) ? batch.Column(FlowColumns.SrcPort)[row] : (ushort)0;
        ushort to = batch.IsValid(FlowColumns.DstPort, row) ? batch.Column(FlowColumns.DstPort)[row] : (ushort)0;
        int order = source.CompareTo(destination);
        if (order == 0) order = from.CompareTo(to);
        if (order == 0) return false;
        bool isFromLower = order < 0;
        if (!isFromLower) (source, destination) = (destination, source);
        (ushort lower, ushort upper) = isFromLower ? (from, to) : (to, from);
        byte protocol = batch.IsValid(FlowColumns.Proto, row) ? batch.Column(FlowColumns.Proto)[row] : (byte)0;
        uint domain = batch.IsValid(FlowColumns.ObservationDomainId, row) ? batch.Column(FlowColumns.ObservationDomainId)[row] : 0;
        IpAddress exporter = batch.IsValid(FlowColumns.SamplerAddress, row) ? batch.Column(FlowColumns.SamplerAddress)[row] : default;
        ulong ends = hash.Of(hash.Of(source), hash.Of(destination));
        ulong ports = (ulong)lower << 24 | (ulong)upper << 8 | protocol;
        key = new(hash.Of(hash.Of(ends, ports), hash.Of(hash.Of(exporter), domain)), isFromLower, from, to);
        return true;
    }
}
