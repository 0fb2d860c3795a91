using System.Numerics;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Exporters;
using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;
using Weir.Wire.Primitives;

namespace Weir.Collector.Enriching.Networks;

/// <summary>
/// Says in each record what the networks of its two ends are called, in which countries they are, and of which autonomous systems. What a record says already stays; that a system is
/// 0 says nothing. For one thread.
/// </summary>
/// <param name="sink">Takes the records, and counters of interfaces and what came of exporters where it takes those. Not disposed of here.</param>
/// <param name="networks">The networks in force.</param>
public sealed class NetworkSink(IFlowSink sink, NetworkDirectory networks) : IFlowSink, ICounterSink, IExporterSink
{
    private readonly ICounterSink? _counters = sink as ICounterSink;
    private readonly IExporterSink? _exporters = sink as IExporterSink;
    private readonly BatchLabels _labels = new();

    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        NetworkTable table = networks.Current;
        if (table.Count > 0)
        {
            _labels.Begin();
            networks.Metrics.Labelled.Add(
                Label(batch, table, FlowColumns.SrcAddr, FlowColumns.SrcTag, FlowColumns.SrcCountry, FlowColumns.SrcAs)
                + Label(batch, table, FlowColumns.DstAddr, FlowColumns.DstTag, FlowColumns.DstCountry, FlowColumns.DstAs));
        }

        sink.Write(batch);
    }

    /// <inheritdoc/>
    public void Write(in CounterRecord counters) => _counters?.Write(in counters);

    /// <inheritdoc/>
    public void Write(in ExporterRecord exporter) => _exporters?.Write(in exporter);

    private long Label(FlowBatch batch, NetworkTable table, FlowColumn<IpAddress> end, FlowColumn<BatchText> tag, FlowColumn<BatchText> country, FlowColumn<uint> system)
    {
        if (!batch.Has(end)) return 0;
        long labelled = 0;
        ReadOnlySpan<IpAddress> addresses = batch.Column(end);
        ReadOnlySpan<ulong> known = batch.Validity(end);
        for (int word = 0; word * 64 < batch.Count; word++)
        {
            ulong untagged = ~batch.Validity(tag)[word];
            ulong unplaced = ~batch.Validity(country)[word];
            ulong unrouted = table.HasSystems ? Unrouted(batch, system, word) : 0;
            for (ulong rows = known[word] & (untagged | unplaced | unrouted); rows != 0; rows &= rows - 1)
            {
                int bit = BitOperations.TrailingZeroCount(rows);
                int row = word * 64 + bit;
                NetworkLabel label = table.Find(addresses[row]);
                bool isTagged = label.Tag > LabelTexts.None && (untagged >> bit & 1) != 0;
                bool isPlaced = label.Country > LabelTexts.None && (unplaced >> bit & 1) != 0;
                bool isRouted = label.HasSystem && (unrouted >> bit & 1) != 0;
                if (isTagged) _labels.Set(batch, tag, row, table, label.Tag);
                if (isPlaced) _labels.Set(batch, country, row, table, label.Country);
                if (isRouted) batch.Set(system, row, label.System);
                if (isTagged || isPlaced || isRouted) labelled++;
            }
        }

        return labelled;
    }

    /// <summary>Which rows of a word of the validity have no system, or 0.</summary>
    private static ulong Unrouted(FlowBatch batch, FlowColumn<uint> system, int word)
    {
        ulong rows = ~batch.Validity(system)[word];
        if (!batch.Has(system)) return rows;
        ReadOnlySpan<uint> systems = batch.Column(system)[(word * 64)..];
        for (int bit = 0; bit < Math.Min(64, batch.Count - word * 64); bit++) rows |= (systems[bit] == 0 ? 1UL : 0) << bit;
        return rows;
    }
}
