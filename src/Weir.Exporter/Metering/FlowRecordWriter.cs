using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Metering;

/// <summary>Turns ended flows into rows of a batch and gives each full batch to the sink.</summary>
internal sealed unsafe class FlowRecordWriter
{
    private static readonly FlowColumn[] AlwaysThere =
    [
        FlowColumns.TimeReceivedNs, FlowColumns.TimeFlowStartNs, FlowColumns.TimeFlowEndNs, FlowColumns.Bytes, FlowColumns.Packets,
        FlowColumns.SrcAddr, FlowColumns.DstAddr, FlowColumns.Etype, FlowColumns.Proto, FlowColumns.IpTos, FlowColumns.IpTtl, FlowColumns.IpTtlMax,
        FlowColumns.FlowEndReason,
    ];

    private readonly IFlowSink _sink;
    private readonly FlowBatch _batch = new();
    private readonly Pointers _to;
    private Bits _valid;
    private int _row;

    public FlowRecordWriter(IFlowSink sink)
    {
        _sink = sink;
        _to = new Pointers(_batch);
    }

    /// <summary>Where columns go that only some flows have, before the record itself is added.</summary>
    public FlowBatch Batch => _batch;

    /// <summary>The row of the next record.</summary>
    public int Row => _row;

    /// <summary>Adds the record of a flow.</summary>
    [SkipLocalsInit]
    public void Write(in FlowEntry flow, FlowEndReason reason, long endedNs)
    {
        int row = _row;
        _to.Received[row] = endedNs;
        _to.Start[row] = flow.FirstNs;
        _to.End[row] = flow.LastNs;
        _to.Octets[row] = flow.AllOctets;
        _to.Packets[row] = flow.AllPackets;
        _to.Source[row] = flow.Key.Source;
        _to.Destination[row] = flow.Key.Destination;
        _to.EtherType[row] = flow.Key.IpVersion == 6 ? EtherTypes.Ipv6 : EtherTypes.Ipv4;
        _to.Protocol[row] = flow.Key.Protocol;
        _to.Tos[row] = flow.Tos;
        _to.Ttl[row] = flow.MinimumTtl;
        _to.LargestTtl[row] = flow.MaximumTtl;
        _to.Reason[row] = (byte)reason;
        WriteTransport(in flow, row);
        WriteLink(in flow, row);
        _row = row + 1;
        if ((_row & 63) == 0) EndWord(row >> 6);
        if (_row == FlowBatch.Capacity) Flush();
    }

    /// <summary>Gives what there is to the sink.</summary>
    public void Flush()
    {
        if (_row == 0) return;
        if ((_row & 63) != 0) EndWord(_row >> 6);
        foreach (FlowColumn column in AlwaysThere) _batch.SetValid(column, 0, _row);
        _batch.Count = _row;
        _row = 0;
        _sink.Write(_batch);
        _batch.Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteTransport(in FlowEntry flow, int row)
    {
        ulong bit = 1UL << (row & 63);
        byte protocol = flow.Key.Protocol;
        if ((flow.Parts & EntryParts.Icmp) != 0)
        {
            _to.IcmpType[row] = (byte)(flow.Key.DestinationPort >> 8);
            _to.IcmpCode[row] = (byte)flow.Key.DestinationPort;
            _valid.Icmp |= bit;
        }
        else if (protocol is IpProtocols.Tcp or IpProtocols.Udp or IpProtocols.Sctp or IpProtocols.Dccp or IpProtocols.UdpLite)
        {
            _to.SourcePort[row] = flow.Key.SourcePort;
            _to.DestinationPort[row] = flow.Key.DestinationPort;
            _valid.Ports |= bit;
            if (protocol == IpProtocols.Tcp)
            {
                _to.TcpFlags[row] = flow.TcpFlags;
                _valid.Tcp |= bit;
            }
        }

        if (flow.Key.IpVersion == 6)
        {
            _to.FlowLabel[row] = flow.FlowLabel;
            _valid.Ipv6 |= bit;
        }

        if ((flow.Parts & EntryParts.Fragment) == 0) return;
        _to.FragmentId[row] = flow.FragmentId;
        _valid.Fragment |= bit;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteLink(in FlowEntry flow, int row)
    {
        ulong bit = 1UL << (row & 63);
        if ((flow.Parts & EntryParts.Macs) != 0)
        {
            _to.SourceMac[row] = new(flow.SourceMac);
            _to.DestinationMac[row] = new(flow.DestinationMac);
            _valid.Macs |= bit;
        }

        if ((flow.Parts & EntryParts.Vlan) != 0)
        {
            _to.Vlan[row] = flow.VlanId;
            _valid.Vlan |= bit;
        }

        // A capture that does not know its interface does not know the direction either.
        if (flow.InterfaceIndex == 0) return;
        bool outgoing = (flow.Parts & EntryParts.Outgoing) != 0;
        _to.Direction[row] = outgoing ? (byte)1 : (byte)0;
        _valid.Interface |= bit;
        (outgoing ? _to.OutInterface : _to.InInterface)[row] = flow.InterfaceIndex;
        if (outgoing) _valid.Outgoing |= bit;
    }

    private void EndWord(int word)
    {
        _batch.SetValid(FlowColumns.IcmpType, word, _valid.Icmp);
        _batch.SetValid(FlowColumns.IcmpCode, word, _valid.Icmp);
        _batch.SetValid(FlowColumns.SrcPort, word, _valid.Ports);
        _batch.SetValid(FlowColumns.DstPort, word, _valid.Ports);
        _batch.SetValid(FlowColumns.TcpFlags, word, _valid.Tcp);
        _batch.SetValid(FlowColumns.Ipv6FlowLabel, word, _valid.Ipv6);
        _batch.SetValid(FlowColumns.FragmentId, word, _valid.Fragment);
        _batch.SetValid(FlowColumns.SrcMac, word, _valid.Macs);
        _batch.SetValid(FlowColumns.DstMac, word, _valid.Macs);
        _batch.SetValid(FlowColumns.VlanId, word, _valid.Vlan);
        _batch.SetValid(FlowColumns.Direction, word, _valid.Interface);
        _batch.SetValid(FlowColumns.OutIf, word, _valid.Outgoing);
        _batch.SetValid(FlowColumns.InIf, word, _valid.Interface & ~_valid.Outgoing);
        _valid = default;
    }

    /// <summary>Validity of the rows of the word that is being filled.</summary>
    private struct Bits
    {
        public ulong Icmp, Ports, Tcp, Ipv6, Fragment, Macs, Vlan, Interface, Outgoing;
    }

    /// <summary>Where the batch's columns begin. Its memory is pinned and the batch is the writer's own, so these stay true.</summary>
    private readonly struct Pointers(FlowBatch batch)
    {
        public readonly long* Received = (long*)To(batch, FlowColumns.TimeReceivedNs);
        public readonly long* Start = (long*)To(batch, FlowColumns.TimeFlowStartNs);
        public readonly long* End = (long*)To(batch, FlowColumns.TimeFlowEndNs);
        public readonly ulong* Octets = (ulong*)To(batch, FlowColumns.Bytes);
        public readonly ulong* Packets = (ulong*)To(batch, FlowColumns.Packets);
        public readonly IpAddress* Source = (IpAddress*)To(batch, FlowColumns.SrcAddr);
        public readonly IpAddress* Destination = (IpAddress*)To(batch, FlowColumns.DstAddr);
        public readonly ushort* EtherType = (ushort*)To(batch, FlowColumns.Etype);
        public readonly byte* Protocol = (byte*)To(batch, FlowColumns.Proto);
        public readonly byte* Tos = (byte*)To(batch, FlowColumns.IpTos);
        public readonly byte* Ttl = (byte*)To(batch, FlowColumns.IpTtl);
        public readonly byte* LargestTtl = (byte*)To(batch, FlowColumns.IpTtlMax);
        public readonly byte* Reason = (byte*)To(batch, FlowColumns.FlowEndReason);
        public readonly byte* IcmpType = (byte*)To(batch, FlowColumns.IcmpType);
        public readonly byte* IcmpCode = (byte*)To(batch, FlowColumns.IcmpCode);
        public readonly ushort* SourcePort = (ushort*)To(batch, FlowColumns.SrcPort);
        public readonly ushort* DestinationPort = (ushort*)To(batch, FlowColumns.DstPort);
        public readonly ushort* TcpFlags = (ushort*)To(batch, FlowColumns.TcpFlags);
        public readonly uint* FlowLabel = (uint*)To(batch, FlowColumns.Ipv6FlowLabel);
        public readonly uint* FragmentId = (uint*)To(batch, FlowColumns.FragmentId);
        public readonly MacAddress* SourceMac = (MacAddress*)To(batch, FlowColumns.SrcMac);
        public readonly MacAddress* DestinationMac = (MacAddress*)To(batch, FlowColumns.DstMac);
        public readonly ushort* Vlan = (ushort*)To(batch, FlowColumns.VlanId);
        public readonly byte* Direction = (byte*)To(batch, FlowColumns.Direction);
        public readonly uint* InInterface = (uint*)To(batch, FlowColumns.InIf);
        public readonly uint* OutInterface = (uint*)To(batch, FlowColumns.OutIf);

        // Not generic: each instantiation would be compiled at each start.
        private static void* To(FlowBatch batch, FlowColumn column) => Unsafe.AsPointer(ref MemoryMarshal.GetReference(batch.Raw(column)));
    }
}
