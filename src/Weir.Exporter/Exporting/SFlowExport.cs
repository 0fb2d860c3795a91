using System.Runtime.InteropServices;
using System.Text;
using Weir.Flows.Batches;
using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;
using Weir.Wire.SFlow;

namespace Weir.Exporter.Exporting;

/// <summary>sFlow v5 datagrams: flow samples and counter samples. Flow records have no form in sFlow and are passed over.</summary>
internal sealed class SFlowExport : IProtocolExport, IPacketSampleSink
{
    /// <summary>Header octets of a sample that always have room. 128: what sFlow agents send by default.</summary>
    public const int MaxHeaderOctets = 128;

    // A datagram's own for an agent of IPv6, an expanded flow sample, a raw header's, a VLAN, queue, depth and delay.
    private const int AroundHeader = 40 + 52 + 24 + 24 + 3 * 12;
    private const uint FrameCheckSequence = 4;
    private const int PriorityShift = 13;
    private const ushort VlanMask = 0x0FFF;

    private readonly MessageOutlet _outlet;
    private readonly SFlowDatagramWriter _datagram;
    private readonly long _started;
    private readonly Dictionary<uint, uint> _flowSequences = [];
    private readonly Dictionary<uint, uint> _counterSequences = [];

    public SFlowExport(CollectorOptions options, MessageOutlet outlet)
    {
        _outlet = outlet;
        _started = outlet.Clock.GetTimestamp();
        // Of its own: samples wait in it for others.
        _datagram = new SFlowDatagramWriter(GC.AllocateUninitializedArray<byte>(ushort.MaxValue, pinned: true), options.AgentAddress, options.SubAgentId);
        Next();
    }

    /// <summary>One sample with all that may be known of it.</summary>
    public int ShortestMessage => AroundHeader + MaxHeaderOctets;

    public void WriteFlows(FlowBatch batch, int start, int count)
    {
    }

    public void Write(in SampledPacket sample)
    {
        if (!TryTell(in sample, out SFlowFlowSample flow)) return;
        ref uint sequence = ref CollectionsMarshal.GetValueRefOrAddDefault(_flowSequences, sample.SourceInterface, out _);
        flow.Sequence = ++sequence;
        if (!_datagram.TryWrite(in flow))
        {
            Send();
            _datagram.TryWrite(in flow);
        }

        _outlet.Metrics.Samples++;
    }

    public void WriteInterfaces(ReadOnlySpan<NetworkInterface> interfaces)
    {
        foreach (NetworkInterface of in interfaces)
        {
            ref uint sequence = ref CollectionsMarshal.GetValueRefOrAddDefault(_counterSequences, of.Index, out _);
            SFlowInterfaceCounters counters = Counters(of);
            if (_datagram.TryWrite(in counters, ++sequence)) continue;
            Send();
            _datagram.TryWrite(in counters, sequence);
        }
    }

    public void SendDue()
    {
        if (!_datagram.IsEmpty) Send();
    }

    public void Refresh()
    {
    }

    private void Send()
    {
        // Modulo 2^32: a number with a fraction would stay at the greatest one instead.
        uint uptime = (uint)(_outlet.Clock.GetElapsedTime(_started).Ticks / TimeSpan.TicksPerMillisecond);
        _outlet.Send(_datagram.Finish(_outlet.Metrics.Sequence, uptime), records: 0, steps: 1);
        Next();
    }

    private void Next() => _datagram.Reset(Math.Max(_outlet.MaxMessageLength, ShortestMessage));

    private bool TryTell(in SampledPacket packet, out SFlowFlowSample flow)
    {
        int longest = Math.Max(MaxHeaderOctets, _outlet.MaxMessageLength - AroundHeader);
        flow = new()
        {
            SourceIndex = packet.SourceInterface,
            Rate = packet.Rate,
            Pool = packet.Pool,
            Drops = packet.Drops,
            Input = packet.InputInterface,
            Output = packet.OutputInterface,
            FrameLength = packet.FrameLength,
            Header = packet.Header[..Math.Min(packet.Header.Length, longest)],
            HasVlan = packet.HasVlanTci,
            Vlan = (ushort)(packet.VlanTci & VlanMask),
            Priority = (ushort)(packet.VlanTci >> PriorityShift),
            EgressQueue = packet.EgressQueue,
            QueueDepth = Bounded(packet.EgressQueueOctets),
            TransitDelay = Bounded(packet.TransitDelayNs),
        };
        switch (packet.LinkType)
        {
            case LinkType.Ethernet:
                flow.Protocol = SFlowHeaderProtocol.Ethernet;
                // Counted on Ethernet, though the system takes it off.
                flow.FrameLength += FrameCheckSequence;
                flow.Stripped = FrameCheckSequence;
                return true;
            case LinkType.Ipv4:
            case LinkType.RawIp when IpVersion(packet.Header) == 4:
                flow.Protocol = SFlowHeaderProtocol.Ipv4;
                return true;
            case LinkType.Ipv6:
            case LinkType.RawIp when IpVersion(packet.Header) == 6:
                flow.Protocol = SFlowHeaderProtocol.Ipv6;
                return true;
            default:
                return false;
        }
    }

    // The largest number says «or more».
    private static uint? Bounded(ulong? value) => value is { } number ? (uint)Math.Min(number, uint.MaxValue) : null;

    private static int IpVersion(ReadOnlySpan<byte> packet) => packet.IsEmpty ? 0 : packet[0] >> 4;

    private static SFlowInterfaceCounters Counters(NetworkInterface of) => new()
    {
        Name = Encoding.UTF8.GetBytes(of.Name),
        Index = of.Index,
        Type = of.Type,
        Speed = of.Speed,
        Direction = (uint)of.Duplex,
        Status = (of.IsAdministrativelyUp ? 1u : 0u) | (of.IsOperationallyUp ? 2u : 0u),
        InOctets = of.In.Octets,
        InUnicast = Unicast(of.In),
        InMulticast = Known(of.In.Multicast),
        InBroadcast = Known(of.In.Broadcast),
        InDiscards = (uint)of.In.Discards,
        InErrors = (uint)of.In.Errors,
        InUnknownProtocols = Known(of.In.UnknownProtocols),
        OutOctets = of.Out.Octets,
        OutUnicast = Unicast(of.Out),
        OutMulticast = Known(of.Out.Multicast),
        OutBroadcast = Known(of.Out.Broadcast),
        OutDiscards = (uint)of.Out.Discards,
        OutErrors = (uint)of.Out.Errors,
        Promiscuous = of.IsPromiscuous ? 1u : 2u,
        HasEthernet = of.Ethernet is not null,
        AlignmentErrors = Known(of.Ethernet?.AlignmentErrors),
        FcsErrors = Known(of.Ethernet?.FcsErrors),
        SingleCollisions = Known(of.Ethernet?.SingleCollisions),
        MultipleCollisions = Known(of.Ethernet?.MultipleCollisions),
        SqeTestErrors = Known(of.Ethernet?.SqeTestErrors),
        DeferredTransmissions = Known(of.Ethernet?.DeferredTransmissions),
        LateCollisions = Known(of.Ethernet?.LateCollisions),
        ExcessiveCollisions = Known(of.Ethernet?.ExcessiveCollisions),
        InternalTransmitErrors = Known(of.Ethernet?.InternalTransmitErrors),
        CarrierSenseErrors = Known(of.Ethernet?.CarrierSenseErrors),
        FramesTooLong = Known(of.Ethernet?.FramesTooLong),
        InternalReceiveErrors = Known(of.Ethernet?.InternalReceiveErrors),
        SymbolErrors = Known(of.Ethernet?.SymbolErrors),
    };

    // Linux counts broadcasts among multicasts or not at all, as the driver does; then less is subtracted than there was.
    private static uint Unicast(TrafficCounters of)
    {
        ulong others = (of.Multicast ?? 0) + (of.Broadcast ?? 0);
        return (uint)(others <= of.Packets ? of.Packets - others : of.Packets - Math.Min(of.Packets, of.Multicast ?? 0));
    }

    private static uint Known(ulong? counter) => counter is { } value ? (uint)value : SFlowInterfaceCounters.Unknown;
}
