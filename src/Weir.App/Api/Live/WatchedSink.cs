using Weir.Flows.Batches;
using Weir.Flows.Exporters;
using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;

namespace Weir.App.Api.Live;

/// <summary>Lets who looks on see the records on their way.</summary>
/// <param name="sink">Where they go.</param>
/// <param name="feed">Who sees them.</param>
internal sealed class WatchedSink(IFlowSink sink, LiveFeed feed) : IFlowSink, ICounterSink, IExporterSink
{
    private readonly ICounterSink? _counters = sink as ICounterSink;
    private readonly IExporterSink? _exporters = sink as IExporterSink;

    public void Write(FlowBatch batch)
    {
        feed.See(batch);
        sink.Write(batch);
    }

    public void Write(in CounterRecord counters) => _counters?.Write(in counters);

    /// <inheritdoc/>
    public void Write(in ExporterRecord exporter) => _exporters?.Write(in exporter);
}
