using Weir.Flows.Batches;
using Weir.Flows.Pipeline;

namespace Weir.Exporter.Metering;

/// <summary>Lets several metering processes share a sink: one batch at a time. Taken once for a batch of thousands of records.</summary>
/// <param name="sink">Called by one thread at a time, not always the same.</param>
public sealed class SerialSink(IFlowSink sink) : IFlowSink
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        lock (_gate) sink.Write(batch);
    }
}
