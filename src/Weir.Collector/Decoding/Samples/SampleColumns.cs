using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Collector.Decoding.Samples;

/// <summary>Writes sampled packets into columns: each is a record of one packet, at the moment it was received.</summary>
internal static class SampleColumns
{
    /// <summary>Rows that are written at once: as many as a word of a validity bitmap has bits.</summary>
    public const int MaxRows = 64;

    /// <summary>Writes all rows, and lends the batch whenever it is full.</summary>
    public static void Write(ReadOnlySpan<SampledRow> rows, OutgoingBatch outgoing)
    {
        while (!rows.IsEmpty)
        {
            int count = Math.Min(rows.Length, outgoing.Batch.Free);
            WriteBlock(rows[..count], outgoing.Batch, outgoing.Batch.Count);
            outgoing.Add(count);
            rows = rows[count..];
        }
    }

    private static void WriteBlock(ReadOnlySpan<SampledRow> rows, FlowBatch batch, int at)
    {
        WriteAlways(rows, batch, at);
        PacketColumns.Write(rows, batch, at);
        WriteInterfaces(rows, batch, at);
        WriteVlans(rows, batch, at);
        SampleParts all = SampleParts.None;
        foreach (ref readonly SampledRow row in rows) all |= row.Parts;
        if ((all & (SampleParts.Router | SampleParts.Gateway | SampleParts.Discarded)) == 0) return;
        for (int i = 0; i < rows.Length; i++) WriteWay(rows[i], batch, at + i);
    }

    private static void WriteAlways(ReadOnlySpan<SampledRow> rows, FlowBatch batch, int at)
    {
        Span<long> received = batch.Column(FlowColumns.TimeReceivedNs)[at..];
        Span<long> starts = batch.Column(FlowColumns.TimeFlowStartNs)[at..];
        Span<long> ends = batch.Column(FlowColumns.TimeFlowEndNs)[at..];
        var agents = batch.Column(FlowColumns.SamplerAddress)[at..];
        Span<uint> domains = batch.Column(FlowColumns.ObservationDomainId)[at..];
        Span<uint> sequences = batch.Column(FlowColumns.SequenceNum)[at..];
        Span<uint> rates = batch.Column(FlowColumns.SamplingRate)[at..];
        Span<ulong> octets = batch.Column(FlowColumns.Bytes)[at..];
        Span<ulong> packets = batch.Column(FlowColumns.Packets)[at..];
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly SampledRow row = ref rows[i];
            received[i] = starts[i] = ends[i] = row.TimeReceivedNs;
            agents[i] = row.Agent;
            domains[i] = row.ObservationDomainId;
            sequences[i] = row.SequenceNumber;
            rates[i] = row.Rate;
            octets[i] = row.Octets;
            packets[i] = 1;
        }

        foreach (FlowColumn column in Always) batch.SetValid(column, at, rows.Length);
        PacketColumns.SetValid(batch, FlowColumns.SamplingRate, at, PacketColumns.Having(rows, SampleParts.Rate));
    }

    private static readonly FlowColumn[] Always =
    [
        FlowColumns.TimeReceivedNs, FlowColumns.TimeFlowStartNs, FlowColumns.TimeFlowEndNs, FlowColumns.SamplerAddress,
        FlowColumns.ObservationDomainId, FlowColumns.SequenceNum, FlowColumns.Bytes, FlowColumns.Packets,
    ];

    private static void WriteInterfaces(ReadOnlySpan<SampledRow> rows, FlowBatch batch, int at)
    {
        Span<uint> inputs = batch.Column(FlowColumns.InIf)[at..];
        Span<uint> outputs = batch.Column(FlowColumns.OutIf)[at..];
        Span<byte> directions = batch.Column(FlowColumns.Direction)[at..];
        for (int i = 0; i < rows.Length; i++) (inputs[i], outputs[i], directions[i]) = (rows[i].Input, rows[i].Output, rows[i].Direction);
        PacketColumns.SetValid(batch, FlowColumns.InIf, at, PacketColumns.Having(rows, SampleParts.Input));
        PacketColumns.SetValid(batch, FlowColumns.OutIf, at, PacketColumns.Having(rows, SampleParts.Output));
        PacketColumns.SetValid(batch, FlowColumns.Direction, at, PacketColumns.Having(rows, SampleParts.Direction));
    }

    private static void WriteVlans(ReadOnlySpan<SampledRow> rows, FlowBatch batch, int at)
    {
        Span<ushort> sources = batch.Column(FlowColumns.VlanId)[at..];
        Span<ushort> destinations = batch.Column(FlowColumns.DstVlan)[at..];
        for (int i = 0; i < rows.Length; i++) (sources[i], destinations[i]) = (rows[i].Vlan, rows[i].DestinationVlan);
        PacketColumns.SetValid(batch, FlowColumns.VlanId, at, PacketColumns.Having(rows, SampleParts.Vlan));
        PacketColumns.SetValid(batch, FlowColumns.DstVlan, at, PacketColumns.Having(rows, SampleParts.DestinationVlan));
    }

    // Few agents tell of routes, and few packets are discarded: row by row is enough.
    private static void WriteWay(in SampledRow row, FlowBatch batch, int at)
    {
        if ((row.Parts & SampleParts.Discarded) != 0) batch.Set(FlowColumns.ForwardingStatus, at, row.ForwardingStatus);
        if ((row.Parts & SampleParts.Router) != 0)
        {
            if (!row.Router.NextHop.IsNone) batch.Set(FlowColumns.NextHop, at, row.Router.NextHop);
            batch.Set(FlowColumns.SrcNet, at, row.Router.SourcePrefix);
            batch.Set(FlowColumns.DstNet, at, row.Router.DestinationPrefix);
        }

        if ((row.Parts & SampleParts.Gateway) == 0) return;
        if (!row.Gateway.NextHop.IsNone) batch.Set(FlowColumns.BgpNextHop, at, row.Gateway.NextHop);
        batch.Set(FlowColumns.SrcAs, at, row.Gateway.SourceAs);
        if (row.Gateway.DestinationAs is { } destination) batch.Set(FlowColumns.DstAs, at, destination);
    }
}
