using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.Capture.Conntrack;

/// <summary>
/// Writes records of connections, one for each direction that had traffic, or one for both. A direction has the addresses that its packets come with; after
/// translation they have the other direction's, reversed.
/// </summary>
/// <param name="translations">Whether the addresses after translation are written.</param>
/// <param name="biflow">Whether both directions are one record, where both had traffic.</param>
internal sealed class ConntrackRecordWriter(bool translations, bool biflow)
{
    // biflowDirection (RFC 5103 section 6.3): the source began the connection, or the destination did.
    private const byte Initiator = 1, ReverseInitiator = 2;

    private readonly FlowBatch _batch = new();

    /// <summary>Takes the records.</summary>
    public IFlowSink? Sink { get; set; }

    /// <summary>Rows that wait.</summary>
    public int Waiting => _batch.Count;

    /// <summary>Writes both directions of a connection.</summary>
    /// <param name="message">The connection.</param>
    /// <param name="original">What the direction that began it carried.</param>
    /// <param name="reply">What the other one carried.</param>
    /// <param name="span">Since when, until when.</param>
    /// <param name="reason">flowEndReason.</param>
    /// <param name="natEvent">natEvent of the original direction; 0 is none. It makes a record even without traffic.</param>
    /// <returns>Records written.</returns>
    /// <remarks>A biflow may be of both directions, or tell of one alone: then its other one had no traffic.</remarks>
    public int Write(in ConntrackMessage message, TrafficCount original, TrafficCount reply, (long Start, long End) span, byte reason, byte natEvent = 0)
    {
        int records = 0;
        if (original.Packets != 0 || natEvent != 0)
        {
            int row = Add(in message, in message.Original, in message.Reply, original, span, reason);
            if (natEvent != 0) _batch.Set(FlowColumns.NatEvent, row, natEvent);
            if (biflow) _batch.Set(FlowColumns.BiflowDirection, row, Initiator);
            bool isBoth = biflow && reply.Packets != 0;
            if (isBoth) AddReverse(row, reply, span);
            End(ref records);
            if (isBoth) return records;
        }

        if (reply.Packets == 0) return records;
        int other = Add(in message, in message.Reply, in message.Original, reply, span, reason);
        if (biflow) _batch.Set(FlowColumns.BiflowDirection, other, ReverseInitiator);
        End(ref records);
        return records;
    }

    /// <summary>Gives what there is to the sink.</summary>
    public void Flush()
    {
        if (_batch.Count == 0) return;
        Sink?.Write(_batch);
        _batch.Clear();
    }

    private void End(ref int records)
    {
        records++;
        _batch.Count++;
        if (_batch.Count == FlowBatch.Capacity) Flush();
    }

    private int Add(
        in ConntrackMessage message, in ConntrackTuple tuple, in ConntrackTuple other, TrafficCount count, (long Start, long End) span, byte reason)
    {
        int row = _batch.Count;
        _batch.Set(FlowColumns.TimeReceivedNs, row, span.End);
        _batch.Set(FlowColumns.TimeFlowStartNs, row, span.Start);
        _batch.Set(FlowColumns.TimeFlowEndNs, row, span.End);
        _batch.Set(FlowColumns.Bytes, row, count.Octets);
        _batch.Set(FlowColumns.Packets, row, count.Packets);
        _batch.Set(FlowColumns.SrcAddr, row, tuple.Source);
        _batch.Set(FlowColumns.DstAddr, row, tuple.Destination);
        _batch.Set(FlowColumns.Etype, row, tuple.Source.IsV4 ? EtherTypes.Ipv4 : EtherTypes.Ipv6);
        _batch.Set(FlowColumns.Proto, row, tuple.Protocol);
        _batch.Set(FlowColumns.FlowEndReason, row, reason);
        if (message.HasPorts)
        {
            _batch.Set(FlowColumns.SrcPort, row, tuple.SourcePort);
            _batch.Set(FlowColumns.DstPort, row, tuple.DestinationPort);
        }
        else if (tuple.Protocol is IpProtocols.Icmp or IpProtocols.Icmpv6)
        {
            _batch.Set(FlowColumns.IcmpType, row, tuple.IcmpType);
            _batch.Set(FlowColumns.IcmpCode, row, tuple.IcmpCode);
        }

        if (translations) AddTranslation(row, message.HasPorts, in other);
        AddState(row, in message);
        return row;
    }

    private void AddReverse(int row, TrafficCount reply, (long Start, long End) span)
    {
        _batch.Set(FlowColumns.ReversePackets, row, reply.Packets);
        _batch.Set(FlowColumns.ReverseBytes, row, reply.Octets);
        _batch.Set(FlowColumns.ReverseTimeFlowStartNs, row, span.Start);
        _batch.Set(FlowColumns.ReverseTimeFlowEndNs, row, span.End);
    }

    private void AddTranslation(int row, bool hasPorts, in ConntrackTuple other)
    {
        _batch.Set(FlowColumns.PostNatSrcAddr, row, other.Destination);
        _batch.Set(FlowColumns.PostNatDstAddr, row, other.Source);
        if (!hasPorts) return;
        _batch.Set(FlowColumns.PostNatSrcPort, row, other.DestinationPort);
        _batch.Set(FlowColumns.PostNatDstPort, row, other.SourcePort);
    }

    private void AddState(int row, in ConntrackMessage message)
    {
        if (message.Mark != 0) _batch.Set(FlowColumns.PacketMark, row, message.Mark);
        if (message.Zone != 0) _batch.Set(FlowColumns.ConntrackZone, row, message.Zone);
        if (message.HasTcpState) _batch.Set(FlowColumns.ConntrackTcpState, row, message.TcpState);
        if (!message.HasLabels) return;
        _batch.Set(FlowColumns.ConntrackLabels, row, message.Labels);
        _batch.Set(FlowColumns.ConntrackLabelsUpper, row, message.LabelsUpper);
    }
}
