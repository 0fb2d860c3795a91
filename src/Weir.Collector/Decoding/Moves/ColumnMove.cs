using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Collector.Decoding.Moves;

/// <summary>Moves one field of all records of a block into one column of a batch. Bound to offset, length and column when compiled.</summary>
internal abstract class ColumnMove(FlowColumn column)
{
    /// <summary>Where the values go.</summary>
    public FlowColumn Column { get; } = column;

    /// <summary>Moves the values and marks them valid. Returns how many there were that the column cannot hold; they are left null.</summary>
    public abstract int Run(in RecordBlock block, FlowBatch batch);
}
