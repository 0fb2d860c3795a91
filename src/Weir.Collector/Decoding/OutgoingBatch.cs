using Weir.Flows.Batches;
using Weir.Flows.Pipeline;

namespace Weir.Collector.Decoding;

/// <summary>The batch that all decoders of a segment fill, and lend to the sink whenever it is full.</summary>
internal sealed class OutgoingBatch(IFlowSink sink)
{
    /// <summary>The batch; never full between two calls.</summary>
    public FlowBatch Batch { get; } = new();

    /// <summary>Counts rows that were filled in, and lends the batch where these were the last that fit.</summary>
    public void Add(int rows)
    {
        Batch.Count += rows;
        if (Batch.Free == 0) Flush();
    }

    /// <summary>Lends what there is to the sink.</summary>
    public void Flush()
    {
        if (Batch.Count == 0) return;
        sink.Write(Batch);
        Batch.Clear();
    }
}
