using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Exporters;
using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;

namespace Weir.Collector.Deduplicating;

/// <summary>Marks the duplicates among records on their way to a sink, or takes them out.</summary>
/// <param name="sink">Takes the records, and counters of interfaces and what came of exporters where it takes any.</param>
/// <param name="deduplication">Finds them.</param>
public sealed class DuplicateSink(IFlowSink sink, Deduplication deduplication) : IFlowSink, ICounterSink, IExporterSink
{
    private readonly ICounterSink? _counters = sink as ICounterSink;
    private readonly IExporterSink? _exporters = sink as IExporterSink;
    private readonly ushort[] _counting = new ushort[FlowBatch.Capacity];
    private FlowBatch? _kept;

    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        int count = deduplication.Find(batch, _counting);
        int duplicates = batch.Count - count;
        if (duplicates == 0)
        {
            sink.Write(batch);
        }
        else if (deduplication.Action == DuplicateAction.Flag)
        {
            deduplication.Metrics.Flagged.Add(duplicates);
            Flag(batch, _counting.AsSpan(0, count));
            sink.Write(batch);
        }
        else
        {
            deduplication.Metrics.Dropped.Add(duplicates);
            if (count == 0) return;
            FlowBatch kept = _kept ??= new();
            kept.Clear();
            kept.Append(batch, _counting.AsSpan(0, count));
            sink.Write(kept);
        }
    }

    /// <inheritdoc/>
    public void Write(in CounterRecord counters) => _counters?.Write(in counters);

    /// <inheritdoc/>
    public void Write(in ExporterRecord exporter) => _exporters?.Write(in exporter);

    private static void Flag(FlowBatch batch, ReadOnlySpan<ushort> counting)
    {
        batch.Column(FlowColumns.IsDuplicate)[..batch.Count].Fill(1);
        batch.SetValid(FlowColumns.IsDuplicate, 0, batch.Count);
        foreach (ushort row in counting) batch.SetNull(FlowColumns.IsDuplicate, row, 1);
    }
}
