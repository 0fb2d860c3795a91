using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Wire.Primitives;

namespace Weir.Capture.Tests.Netfilter;

/// <summary>Records as values, and their sums.</summary>
internal sealed class FlowList : IFlowSink
{
    private readonly Lock _gate = new();
    private readonly List<Row> _rows = [];

    public sealed record Row(
        IpAddress Source, IpAddress Destination, ushort? SourcePort, ushort? DestinationPort, byte Protocol, ulong Packets, ulong Octets, long StartNs, long EndNs,
        byte Reason, uint? Mark, ushort? Zone, byte? TcpState, IpAddress? PostSource, IpAddress? PostDestination, ushort? PostSourcePort, ushort? PostDestinationPort,
        byte? NatEvent, byte? IcmpType);

    public Row[] Rows
    {
        get
        {
            lock (_gate) return [.. _rows];
        }
    }

    public (ulong Packets, ulong Octets) Sum
    {
        get
        {
            (ulong packets, ulong octets) = (0, 0);
            foreach (Row row in Rows) (packets, octets) = (packets + row.Packets, octets + row.Octets);
            return (packets, octets);
        }
    }

    public void Write(FlowBatch batch)
    {
        lock (_gate)
        {
            for (int row = 0; row < batch.Count; row++) _rows.Add(Read(batch, row));
        }
    }

    public void Clear()
    {
        lock (_gate) _rows.Clear();
    }

    private static Row Read(FlowBatch batch, int row) => new(
        batch.Column(FlowColumns.SrcAddr)[row], batch.Column(FlowColumns.DstAddr)[row], Value(batch, FlowColumns.SrcPort, row), Value(batch, FlowColumns.DstPort, row),
        batch.Column(FlowColumns.Proto)[row], batch.Column(FlowColumns.Packets)[row], batch.Column(FlowColumns.Bytes)[row],
        batch.Column(FlowColumns.TimeFlowStartNs)[row], batch.Column(FlowColumns.TimeFlowEndNs)[row], batch.Column(FlowColumns.FlowEndReason)[row],
        Value(batch, FlowColumns.PacketMark, row), Value(batch, FlowColumns.ConntrackZone, row), Value(batch, FlowColumns.ConntrackTcpState, row),
        Value(batch, FlowColumns.PostNatSrcAddr, row), Value(batch, FlowColumns.PostNatDstAddr, row),
        Value(batch, FlowColumns.PostNatSrcPort, row), Value(batch, FlowColumns.PostNatDstPort, row),
        Value(batch, FlowColumns.NatEvent, row), Value(batch, FlowColumns.IcmpType, row));

    private static T? Value<T>(FlowBatch batch, FlowColumn<T> column, int row)
        where T : unmanaged => batch.IsValid(column, row) ? batch.Column(column)[row] : null;
}
