using System.Text;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;

namespace Weir.Capture.Tests.Ebpf;

/// <summary>Keeps what it needs of each record.</summary>
internal sealed class RecordedFlows : IFlowSink
{
    /// <summary>The records so far.</summary>
    public List<RecordedFlow> Flows { get; } = [];

    public void Write(FlowBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            Flows.Add(new(
                batch.Column(FlowColumns.Direction)[row] == 1, batch.Column(FlowColumns.Proto)[row],
                batch.IsValid(FlowColumns.SrcPort, row) ? batch.Column(FlowColumns.SrcPort)[row] : (ushort)0,
                batch.IsValid(FlowColumns.DstPort, row) ? batch.Column(FlowColumns.DstPort)[row] : (ushort)0,
                batch.Column(FlowColumns.Packets)[row], batch.Column(FlowColumns.Bytes)[row],
                batch.Column(FlowColumns.TimeFlowStartNs)[row], batch.Column(FlowColumns.TimeFlowEndNs)[row],
                batch.IsValid(FlowColumns.ProcessId, row) ? batch.Column(FlowColumns.ProcessId)[row] : 0,
                batch.IsValid(FlowColumns.ProcessName, row) ? Encoding.UTF8.GetString(batch.Text(FlowColumns.ProcessName, row)) : "",
                batch.IsValid(FlowColumns.DnsLatency, row) ? batch.Column(FlowColumns.DnsLatency)[row] : 0,
                batch.IsValid(FlowColumns.SocketRoundTrip, row) ? batch.Column(FlowColumns.SocketRoundTrip)[row] : 0));
        }
    }
}

internal sealed record RecordedFlow(
    bool IsOutgoing, byte Protocol, ushort SourcePort, ushort DestinationPort, ulong Packets, ulong Octets, long StartNs, long EndNs,
    uint Process, string ProcessName, uint DnsLatencyUs, uint RoundTripUs);
