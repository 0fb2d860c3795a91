using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Tests.Metering;

/// <summary>One row of a batch as a value; null where the row has none.</summary>
internal readonly record struct FlowRow(
    long Received, long Start, long End, ulong Bytes, ulong Packets, IpAddress Source, IpAddress Destination, ushort EtherType, byte Protocol,
    ushort? SourcePort, ushort? DestinationPort, byte? IcmpType, byte? IcmpCode, ushort? TcpFlags, byte Tos, byte Ttl, ushort? Vlan,
    MacAddress? SourceMac, MacAddress? DestinationMac, uint? InInterface, uint? OutInterface, byte? Direction, byte Reason, uint? FlowLabel,
    uint? FragmentId)
{
    public static FlowRow From(FlowBatch batch, int row) => new(
        batch.Column(FlowColumns.TimeReceivedNs)[row],
        batch.Column(FlowColumns.TimeFlowStartNs)[row],
        batch.Column(FlowColumns.TimeFlowEndNs)[row],
        batch.Column(FlowColumns.Bytes)[row],
        batch.Column(FlowColumns.Packets)[row],
        batch.Column(FlowColumns.SrcAddr)[row],
        batch.Column(FlowColumns.DstAddr)[row],
        batch.Column(FlowColumns.Etype)[row],
        batch.Column(FlowColumns.Proto)[row],
        Value(batch, FlowColumns.SrcPort, row),
        Value(batch, FlowColumns.DstPort, row),
        Value(batch, FlowColumns.IcmpType, row),
        Value(batch, FlowColumns.IcmpCode, row),
        Value(batch, FlowColumns.TcpFlags, row),
        batch.Column(FlowColumns.IpTos)[row],
        batch.Column(FlowColumns.IpTtl)[row],
        Value(batch, FlowColumns.VlanId, row),
        Value(batch, FlowColumns.SrcMac, row),
        Value(batch, FlowColumns.DstMac, row),
        Value(batch, FlowColumns.InIf, row),
        Value(batch, FlowColumns.OutIf, row),
        Value(batch, FlowColumns.Direction, row),
        batch.Column(FlowColumns.FlowEndReason)[row],
        Value(batch, FlowColumns.Ipv6FlowLabel, row),
        Value(batch, FlowColumns.FragmentId, row));

    private static T? Value<T>(FlowBatch batch, FlowColumn<T> column, int row)
        where T : unmanaged => batch.IsValid(column, row) ? batch.Column(column)[row] : null;
}

/// <summary>Keeps the rows it is given.</summary>
internal sealed class RecordingSink : IFlowSink
{
    public List<FlowRow> Rows { get; } = [];

    public void Write(FlowBatch batch)
    {
        for (int row = 0; row < batch.Count; row++) Rows.Add(FlowRow.From(batch, row));
    }
}

/// <summary>Counts rows and nothing else.</summary>
internal sealed class CountingSink : IFlowSink
{
    public long Rows { get; private set; }

    public void Write(FlowBatch batch) => Rows += batch.Count;
}
