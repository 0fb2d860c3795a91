using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Sql;
using Weir.Wire.Primitives;

namespace Weir.App.Api.Live;

/// <summary>What people are shown of a record as it comes.</summary>
/// <param name="EndNs">When its flow ended, or when it was received: nanoseconds since 1970-01-01 UTC.</param>
internal readonly record struct LiveRecord(
    long EndNs, IpAddress Exporter, IpAddress Source, IpAddress Destination, ushort SourcePort, ushort DestinationPort, byte Protocol, ulong Bytes, ulong Packets)
{
    /// <summary>A row of a batch; what is absent is zero.</summary>
    public static LiveRecord Of(FlowBatch batch, int row) => new(
        batch.IsValid(FlowColumns.TimeFlowEndNs, row) ? Value(batch, FlowColumns.TimeFlowEndNs, row) : Value(batch, FlowColumns.TimeReceivedNs, row),
        Value(batch, FlowColumns.SamplerAddress, row),
        Value(batch, FlowColumns.SrcAddr, row),
        Value(batch, FlowColumns.DstAddr, row),
        Value(batch, FlowColumns.SrcPort, row),
        Value(batch, FlowColumns.DstPort, row),
        Value(batch, FlowColumns.Proto, row),
        Value(batch, FlowColumns.Bytes, row),
        Value(batch, FlowColumns.Packets, row));

    /// <summary>The same, as a viewer may see it.</summary>
    public LiveRecord Coarse() => this with { Exporter = CoarseColumns.Of(Exporter), Source = CoarseColumns.Of(Source), Destination = CoarseColumns.Of(Destination) };

    private static T Value<T>(FlowBatch batch, FlowColumn<T> column, int row)
        where T : unmanaged => batch.Has(column) && batch.IsValid(column, row) ? batch.Column(column)[row] : default;
}
