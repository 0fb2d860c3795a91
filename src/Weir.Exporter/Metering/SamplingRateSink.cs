using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;

namespace Weir.Exporter.Metering;

/// <summary>Writes into each record at which rate its packets were chosen.</summary>
/// <param name="sink">Takes the records then. Not disposed of here.</param>
/// <param name="rate">Packets for each one that was chosen.</param>
public sealed class SamplingRateSink(IFlowSink sink, uint rate) : IFlowSink
{
    /// <summary>The rate of the records to come.</summary>
    public uint Rate { get; set; } = rate;

    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        batch.Column(FlowColumns.SamplingRate)[..batch.Count].Fill(Rate);
        batch.SetValid(FlowColumns.SamplingRate, 0, batch.Count);
        sink.Write(batch);
    }
}
