using Weir.Flows.Batches;
using Weir.Flows.Exporters;
using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;

namespace Weir.Collector.Stitching;

/// <summary>Tells the direction of records on their way to a sink.</summary>
/// <param name="sink">Takes the records, and counters of interfaces and what came of exporters where it takes any.</param>
/// <param name="stitching">Has seen them.</param>
public sealed class StitchSink(IFlowSink sink, BiflowStitching stitching) : IFlowSink, ICounterSink, IExporterSink
{
    private readonly ICounterSink? _counters = sink as ICounterSink;
    private readonly IExporterSink? _exporters = sink as IExporterSink;

    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        stitching.Mark(batch);
        sink.Write(batch);
    }

    /// <inheritdoc/>
    public void Write(in CounterRecord counters) => _counters?.Write(in counters);

    /// <inheritdoc/>
    public void Write(in ExporterRecord exporter) => _exporters?.Write(in exporter);
}
