using Weir.Flows.Columns;
using Weir.Flows.Pipeline;

namespace Weir.Flows.Batches;

/// <summary>
/// Gives a sink that knows no biflows two records of each: first all records without their reverse columns, then those of the other
/// direction.
/// </summary>
/// <param name="sink">Takes both.</param>
public sealed class UniflowSink(IFlowSink sink) : IFlowSink
{
    private static readonly FlowColumn[] ReverseColumns = [.. FlowColumns.ReverseOnly];

    private readonly BiflowReversal _reversal = new();

    /// <summary>Biflows seen, so records made beyond those that came.</summary>
    public long Biflows { get; private set; }

    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        FlowBatch? reversed = _reversal.Reverse(batch, 0, batch.Count);
        // Or the next one on the way would make two of them again.
        foreach (FlowColumn column in ReverseColumns) batch.Remove(column);
        sink.Write(batch);
        if (reversed is null) return;
        Biflows += reversed.Count;
        sink.Write(reversed);
    }
}
