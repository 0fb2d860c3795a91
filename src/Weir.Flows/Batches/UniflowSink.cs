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

    private BiflowReversal? _reversal;

    /// <summary>Biflows seen, so records made beyond those that came.</summary>
    public long Biflows { get; private set; }

    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        if (!BiflowReversal.Concerns(batch))
        {
            sink.Write(batch);
            return;
        }

        FlowBatch? reversed = (_reversal ??= new()).Reverse(batch, 0, batch.Count);
        // Or the next one on the way would make two of them again.
        foreach (FlowColumn column in ReverseColumns) batch.Remove(column);
        sink.Write(batch);
        if (reversed is null) return;
        Biflows += reversed.Count;
        sink.Write(reversed);
    }
}
