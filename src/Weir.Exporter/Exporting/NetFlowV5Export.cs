using System.Runtime.CompilerServices;
using Weir.Exporter.Transport;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Interfaces;
using Weir.Wire.NetFlowV5;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Exporting;

/// <summary>
/// NetFlow v5 packets: up to 30 IPv4 flows each. The sequence counts flows. What 32 bits do not hold goes out as several flows that add
/// up; an interface index or AS number above 16 bits goes out as unknown (0) or AS_TRANS (RFC 6793), not as another one's number.
/// </summary>
internal sealed class NetFlowV5Export(CollectorOptions options, MessageOutlet outlet) : IProtocolExport
{
    /// <summary>Flows in a packet at most.</summary>
    public const int MaxFlows = 30;

    private const ushort AsTrans = 23456;
    private const byte DeterministicSampling = 1;
    private const ushort MaxSamplingInterval = 0x3FFF;

    private readonly SystemUptime _uptime = new(outlet.Clock);
    private int _flows;
    private int _limit;

    // Of the flows of the packet that is being made.
    private ulong _packets;
    private ulong _octets;
    private uint _rate;
    private bool _warned;
    private bool _warnedOfRate;

    public int ShortestMessage => NetFlowV5Header.Size + NetFlowV5Record.Size;

    public void WriteFlows(FlowBatch batch, int start, int count)
    {
        var columns = new Columns(batch);
        Begin();
        for (int row = start; row < start + count; row++)
        {
            if (!columns.Source[row].IsV4)
            {
                CountNotExportable();
                continue;
            }

            // The header's rate holds for all flows of the packet.
            uint rate = columns.Rate.IsEmpty ? options.SamplingRate : columns.Rate[row];
            if (rate != _rate)
            {
                if (_flows > 0) Send();
                _rate = rate;
            }

            if (!_uptime.TryTake(columns.Start[row], columns.End[row]))
            {
                Send();
                _uptime.TryTake(columns.Start[row], columns.End[row]);
            }

            NetFlowV5Flow flow = columns.Flow(row);
            Add(ref flow, columns.Packets[row], columns.Octets[row], columns.Start[row], columns.End[row]);
        }

        if (_flows > 0) Send();
    }

    public void WriteInterfaces(ReadOnlySpan<NetworkInterface> interfaces)
    {
    }

    public void SendDue()
    {
    }

    public void Refresh()
    {
    }

    // As many flows as 32 bits need, each with its even share.
    private void Add(ref NetFlowV5Flow flow, ulong packets, ulong octets, long startNs, long endNs)
    {
        ulong flows = ((Math.Max(octets, packets) | 1) - 1) / uint.MaxValue + 1;
        for (ulong left = flows; left > 0; left--)
        {
            flow.Packets = (uint)(packets / left);
            flow.Octets = (uint)(octets / left);
            packets -= flow.Packets;
            octets -= flow.Octets;
            if (_flows == _limit)
            {
                Send();
                _uptime.TryTake(startNs, endNs);
            }

            flow.First = _uptime.MillisecondsAt(startNs);
            flow.Last = _uptime.MillisecondsAt(endNs);
            flow.Write(outlet.Buffer(ShortestMessage)[(NetFlowV5Header.Size + _flows * NetFlowV5Record.Size)..]);
            _packets += flow.Packets;
            _octets += flow.Octets;
            _flows++;
        }
    }

    private void Begin()
    {
        _flows = 0;
        _packets = _octets = 0;
        _limit = Math.Clamp((outlet.MaxMessageLength - NetFlowV5Header.Size) / NetFlowV5Record.Size, 1, MaxFlows);
        _uptime.Begin();
    }

    private void Send()
    {
        (uint uptime, uint seconds, uint nanoseconds) = _uptime.Header();
        Span<byte> message = outlet.Buffer(ShortestMessage)[..(NetFlowV5Header.Size + _flows * NetFlowV5Record.Size)];
        new NetFlowV5Header(
            (ushort)_flows, uptime, seconds, nanoseconds, outlet.Metrics.Sequence,
            (byte)(options.ObservationDomainId >> 8), (byte)options.ObservationDomainId,
            _rate > 1 ? DeterministicSampling : (byte)0,
            _rate > 1 ? (ushort)Math.Min(_rate, MaxSamplingInterval) : (ushort)0).Write(message);
        if (_rate > MaxSamplingInterval) WarnOfRate();
        if (outlet.Send(message, _flows, _flows) != SendResult.Sent)
            outlet.Metrics.OnNotSent(_flows, _packets, _octets, outlet.Clock.GetUtcNow());
        Begin();
    }

    private void CountNotExportable()
    {
        outlet.Metrics.NotExportable++;
        if (_warned) return;
        _warned = true;
        ExportingLog.Ipv6NotExportable(outlet.Log, outlet.Name);
    }

    private void WarnOfRate()
    {
        if (_warnedOfRate) return;
        _warnedOfRate = true;
        ExportingLog.SamplingRateTooHigh(outlet.Log, outlet.Name, _rate, MaxSamplingInterval);
    }

    /// <summary>The columns of a batch that v5 has fields for.</summary>
    private readonly ref struct Columns(FlowBatch batch)
    {
        public readonly ReadOnlySpan<IpAddress> Source = batch.Column(FlowColumns.SrcAddr);
        public readonly ReadOnlySpan<long> Start = batch.Column(FlowColumns.TimeFlowStartNs);
        public readonly ReadOnlySpan<long> End = batch.Column(FlowColumns.TimeFlowEndNs);
        public readonly ReadOnlySpan<ulong> Packets = batch.Column(FlowColumns.Packets);
        public readonly ReadOnlySpan<ulong> Octets = batch.Column(FlowColumns.Bytes);

        // Empty where packets were not sampled; a batch is of one sampler, so all rows have a rate or none.
        public readonly ReadOnlySpan<uint> Rate = batch.Count > 0 && batch.Has(FlowColumns.SamplingRate) && batch.IsValid(FlowColumns.SamplingRate, 0) ? batch.Column(FlowColumns.SamplingRate) : default;

        public NetFlowV5Flow Flow(int row)
        {
            byte protocol = Value(FlowColumns.Proto, row);
            return new()
            {
                Source = Source[row].V4Bits,
                Destination = Value(FlowColumns.DstAddr, row).V4Bits,
                NextHop = Value(FlowColumns.NextHop, row).V4Bits,
                Input = Index(Value(FlowColumns.InIf, row)),
                Output = Index(Value(FlowColumns.OutIf, row)),
                SourcePort = Value(FlowColumns.SrcPort, row),
                DestinationPort = protocol == IpProtocols.Icmp
                    ? (ushort)(Value(FlowColumns.IcmpType, row) << 8 | Value(FlowColumns.IcmpCode, row))
                    : Value(FlowColumns.DstPort, row),
                TcpFlags = (byte)Value(FlowColumns.TcpFlags, row),
                Protocol = protocol,
                Tos = Value(FlowColumns.IpTos, row),
                SourceAs = As(Value(FlowColumns.SrcAs, row)),
                DestinationAs = As(Value(FlowColumns.DstAs, row)),
                SourceMask = Value(FlowColumns.SrcNet, row),
                DestinationMask = Value(FlowColumns.DstNet, row),
            };
        }

        private T Value<T>(FlowColumn<T> column, int row)
            where T : unmanaged => batch.Has(column) && batch.IsValid(column, row) ? batch.Column(column)[row] : default;

        private static ushort Index(uint interfaceIndex) => interfaceIndex <= ushort.MaxValue ? (ushort)interfaceIndex : (ushort)0;

        private static ushort As(uint number) => number <= ushort.MaxValue ? (ushort)number : AsTrans;
    }
}
