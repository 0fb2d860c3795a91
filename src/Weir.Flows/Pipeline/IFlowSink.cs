using Weir.Flows.Batches;

namespace Weir.Flows.Pipeline;

/// <summary>Takes flow records: an exporting process, an archive, a counter in a test.</summary>
public interface IFlowSink
{
    /// <summary>
    /// Takes the records of a batch. The batch is borrowed until the call returns; the caller clears and fills it again.
    /// </summary>
    void Write(FlowBatch batch);
}
