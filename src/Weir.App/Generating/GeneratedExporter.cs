using Weir.Exporter.Exporting;
using Weir.Exporter.Metering;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.App.Generating;

/// <summary>One of many exporters: a session of its own, and traffic of its own.</summary>
/// <param name="session">Where it sends.</param>
/// <param name="traffic">What passes it.</param>
/// <param name="sflowRate">Packets for each one that it samples, where it speaks sFlow.</param>
internal sealed class GeneratedExporter(CollectorSession session, TrafficModel traffic, uint sflowRate) : IDisposable
{
    private const int ShortestFrame = 60; // Ethernet without its frame check sequence
    private const int ShortestPacket = 60; // the longest headers
    private const int EthernetSize = 14;

    private readonly byte[] _header = new byte[GeneratedPacket.MaxSize];
    private uint _pool;

    /// <summary>What it sent.</summary>
    public ExportingMetrics Metrics => session.Metrics;

    /// <summary>Messages that did not get there, as far as is known.</summary>
    public long LostMessages => session.LostMessages;

    /// <summary>Sends flows that ended just now, or a sample of each where it speaks sFlow.</summary>
    /// <param name="count">How many.</param>
    /// <param name="nowNs">The time: nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="batch">Lent to the exporter for the call, empty.</param>
    public void Send(int count, long nowNs, FlowBatch batch)
    {
        session.WaitForRoom(TimeSpan.FromSeconds(1));
        if (!session.TakesFlows)
        {
            for (int i = 0; i < count; i++) Sample(traffic.Next());
            session.SendDue();
            return;
        }

        for (int row = 0; row < count; row++) Record(batch, row, traffic.Next(), nowNs);
        batch.Count = count;
        session.Write(batch, 0, count);
        batch.Clear();
    }

    public void Dispose() => session.Dispose();

    private static void Record(FlowBatch batch, int row, in GeneratedFlow flow, long nowNs)
    {
        bool isTcp = flow.Protocol == IpProtocols.Tcp;
        batch.Set(FlowColumns.TimeReceivedNs, row, nowNs);
        batch.Set(FlowColumns.TimeFlowStartNs, row, nowNs - flow.LagNs - flow.DurationNs);
        batch.Set(FlowColumns.TimeFlowEndNs, row, nowNs - flow.LagNs);
        batch.Set(FlowColumns.Bytes, row, flow.Octets);
        batch.Set(FlowColumns.Packets, row, flow.Packets);
        batch.Set(FlowColumns.SrcAddr, row, flow.Source);
        batch.Set(FlowColumns.DstAddr, row, flow.Destination);
        batch.Set(FlowColumns.Etype, row, flow.Source.IsV4 ? EtherTypes.Ipv4 : EtherTypes.Ipv6);
        batch.Set(FlowColumns.Proto, row, flow.Protocol);
        batch.Set(FlowColumns.SrcPort, row, flow.SourcePort);
        batch.Set(FlowColumns.DstPort, row, flow.DestinationPort);
        if (isTcp) batch.Set(FlowColumns.TcpFlags, row, flow.TcpFlags);
        batch.Set(FlowColumns.IpTos, row, (byte)0);
        batch.Set(FlowColumns.IpTtl, row, flow.Ttl);
        batch.Set(FlowColumns.IpTtlMax, row, flow.Ttl);
        batch.Set(FlowColumns.InIf, row, flow.Input);
        batch.Set(FlowColumns.OutIf, row, flow.Output);
        batch.Set(FlowColumns.Direction, row, (byte)0);
        batch.Set(FlowColumns.FlowEndReason, row, (byte)(isTcp && flow.Packets > 1 ? FlowEndReason.EndOfFlow : FlowEndReason.IdleTimeout));
    }

    private void Sample(in GeneratedFlow flow)
    {
        int length = Math.Max(ShortestPacket, (int)(flow.Octets / flow.Packets));
        _pool += sflowRate;
        session.Write(new SampledPacket
        {
            Header = _header.AsSpan(0, GeneratedPacket.Write(_header, flow, length)),
            LinkType = LinkType.Ethernet,
            FrameLength = (uint)Math.Max(ShortestFrame, EthernetSize + length),
            InputInterface = flow.Input,
            OutputInterface = flow.Output,
            SourceInterface = flow.Input,
            Rate = sflowRate,
            Pool = _pool,
        });
    }
}
