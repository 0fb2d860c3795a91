using Weir.Capture.Ebpf.Owners;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.Capture.Ebpf;

/// <summary>Turns what the kernel counted into rows of a batch and gives each full batch to the sink.</summary>
internal sealed class KernelRecordWriter(IFlowSink sink, EbpfMetrics metrics)
{
    private const int FinOrRst = 0x05;

    // RFC 5102 section 5.11.3.
    private const byte ActiveTimeout = 2, EndOfFlow = 3;

    private readonly FlowBatch _batch = new();

    /// <summary>Adds the record of a flow, whose owner's columns the caller may fill.</summary>
    /// <param name="key">Which flow.</param>
    /// <param name="counts">What was counted.</param>
    /// <param name="clockOffsetNs">Nanoseconds from the kernel's monotonic clock to that of 1970.</param>
    /// <param name="nowNs">When it is reported.</param>
    public void Write(in KernelFlowKey key, in KernelFlowCounts counts, long clockOffsetNs, long nowNs)
    {
        int row = _batch.Count;
        _batch.Set(FlowColumns.TimeReceivedNs, row, nowNs);
        _batch.Set(FlowColumns.TimeFlowStartNs, row, (long)counts.FirstNs + clockOffsetNs);
        _batch.Set(FlowColumns.TimeFlowEndNs, row, (long)counts.LastNs + clockOffsetNs);
        _batch.Set(FlowColumns.Bytes, row, counts.Octets);
        _batch.Set(FlowColumns.Packets, row, counts.Packets);
        _batch.Set(FlowColumns.SrcAddr, row, key.Source);
        _batch.Set(FlowColumns.DstAddr, row, key.Destination);
        _batch.Set(FlowColumns.Etype, row, key.EtherType);
        _batch.Set(FlowColumns.Proto, row, key.Protocol);
        _batch.Set(FlowColumns.IpTos, row, counts.Tos);
        _batch.Set(FlowColumns.IpTtl, row, counts.Ttl);
        _batch.Set(FlowColumns.Direction, row, key.Outgoing);
        _batch.Set(key.Outgoing != 0 ? FlowColumns.OutIf : FlowColumns.InIf, row, key.Interface);
        _batch.Set(FlowColumns.FlowEndReason, row, (counts.TcpFlags & FinOrRst) != 0 ? EndOfFlow : ActiveTimeout);
        WriteTransport(in key, in counts, row);
        if (counts.DnsLatencyUs != 0) _batch.Set(FlowColumns.DnsLatency, row, counts.DnsLatencyUs);
        metrics.Packets += (long)counts.Packets;
        metrics.Records++;
    }

    /// <summary>Says whose the record is that was written last.</summary>
    public void WriteOwner(in SocketOwner owner, in ContainerName container)
    {
        int row = _batch.Count;
        _batch.Set(FlowColumns.ProcessId, row, owner.Process);
        _batch.SetText(FlowColumns.ProcessName, row, owner.NameText);
        if (container.ContainerId is { } id) SetAscii(FlowColumns.ContainerId, row, id);
        if (container.PodId is { } pod) SetAscii(FlowColumns.PodId, row, pod);
    }

    /// <summary>The record that was written last is complete.</summary>
    public void End()
    {
        if (++_batch.Count == FlowBatch.Capacity) Flush();
    }

    /// <summary>Gives what there is to the sink.</summary>
    public void Flush()
    {
        if (_batch.Count == 0) return;
        sink.Write(_batch);
        _batch.Clear();
    }

    private void WriteTransport(in KernelFlowKey key, in KernelFlowCounts counts, int row)
    {
        if (key.Protocol is IpProtocols.Icmp or IpProtocols.Icmpv6)
        {
            _batch.Set(FlowColumns.IcmpType, row, (byte)(key.DestinationPort >> 8));
            _batch.Set(FlowColumns.IcmpCode, row, (byte)key.DestinationPort);
        }
        else if (key.Protocol is IpProtocols.Tcp or IpProtocols.Udp or IpProtocols.Sctp or IpProtocols.Dccp or IpProtocols.UdpLite)
        {
            _batch.Set(FlowColumns.SrcPort, row, key.SourcePort);
            _batch.Set(FlowColumns.DstPort, row, key.DestinationPort);
        }

        if (key.Protocol != IpProtocols.Tcp) return;
        _batch.Set(FlowColumns.TcpFlags, row, counts.TcpFlags);
        if (counts.RoundTripUs != 0) _batch.Set(FlowColumns.SocketRoundTrip, row, counts.RoundTripUs);
    }

    private void SetAscii(FlowColumn<BatchText> column, int row, string text)
    {
        Span<byte> octets = stackalloc byte[text.Length];
        System.Text.Encoding.ASCII.GetBytes(text, octets);
        _batch.SetText(column, row, octets);
    }
}
