using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;

namespace Weir.Exporter.Tests.Metering;

/// <summary>Adds up what records say there was, scaled by their own sampling rates.</summary>
internal sealed class ScalingSink : IFlowSink
{
    public ulong Packets { get; private set; }

    public ulong Octets { get; private set; }

    public HashSet<uint> Rates { get; } = [];

    public void Write(FlowBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            Assert.True(batch.IsValid(FlowColumns.SamplingRate, row));
            uint rate = batch.Column(FlowColumns.SamplingRate)[row];
            Rates.Add(rate);
            Packets += batch.Column(FlowColumns.Packets)[row] * rate;
            Octets += batch.Column(FlowColumns.Bytes)[row] * rate;
        }
    }
}
