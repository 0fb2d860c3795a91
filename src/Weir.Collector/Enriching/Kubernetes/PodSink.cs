using System.Numerics;
using System.Runtime.CompilerServices;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Wire.Primitives;

namespace Weir.Collector.Enriching.Kubernetes;

/// <summary>
/// Names in each record the pod it belongs to: that of its process where a source of the kernel knew the pod or the container, else the one that sent
/// it, else the one it is for. Records that name a pod already are left as they are.
/// </summary>
/// <param name="sink">Takes the records. Not disposed of here.</param>
/// <param name="pods">The pods there are.</param>
/// <param name="metrics">Counts records.</param>
public sealed class PodSink(IFlowSink sink, PodDirectory pods, KubernetesMetrics metrics) : IFlowSink
{
    /// <summary>The columns it fills.</summary>
    public static IReadOnlyList<FlowColumn> Columns { get; } = [FlowColumns.PodName, FlowColumns.PodNamespace, FlowColumns.PodOwner];

    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        if (pods.Count > 0) Name(batch);
        sink.Write(batch);
    }

    // 64 rows at a time, and a column after another, so that neighbours of one pod share its texts.
    private void Name(FlowBatch batch)
    {
        (long named, long unknown) = (0, 0);
        var found = default(FoundPods);
        for (int word = 0; word * 64 < batch.Count; word++)
        {
            ulong unnamed = ~batch.Validity(FlowColumns.PodName)[word];
            if (batch.Count - word * 64 < 64) unnamed &= (1UL << batch.Count - word * 64) - 1;
            ulong known = 0;
            for (ulong rows = unnamed; rows != 0; rows &= rows - 1)
            {
                int bit = BitOperations.TrailingZeroCount(rows);
                if (!TryFind(batch, word * 64 + bit, out found[bit])) unknown++;
                if (found[bit] is not null) known |= 1UL << bit;
            }

            named += BitOperations.PopCount(known);
            for (ulong rows = known; rows != 0; rows &= rows - 1) batch.SetText(FlowColumns.PodName, Row(rows), At(rows).Name);
            for (ulong rows = known; rows != 0; rows &= rows - 1) batch.SetText(FlowColumns.PodNamespace, Row(rows), At(rows).Namespace);
            for (ulong rows = known; rows != 0; rows &= rows - 1)
            {
                if (At(rows).Owner is { } owner) batch.SetText(FlowColumns.PodOwner, Row(rows), owner);
            }

            int Row(ulong rows) => word * 64 + BitOperations.TrailingZeroCount(rows);
            Pod At(ulong rows) => found[BitOperations.TrailingZeroCount(rows)]!;
        }

        metrics.Named.Add(named);
        metrics.Unknown.Add(unknown);
    }

    // False: the record is of a container or pod that is not known. Nobody's addresses are usual.
    private bool TryFind(FlowBatch batch, int row, out Pod? pod)
    {
        bool hasPod = batch.IsValid(FlowColumns.PodId, row);
        bool hasContainer = batch.IsValid(FlowColumns.ContainerId, row);
        pod = hasPod ? pods.OfUid(batch.Text(FlowColumns.PodId, row)) : null;
        if (pod is null && hasContainer) pod = pods.OfContainer(batch.Text(FlowColumns.ContainerId, row));
        if (hasPod || hasContainer) return pod is not null;
        pod = OfAddress(batch, FlowColumns.SrcAddr, row) ?? OfAddress(batch, FlowColumns.DstAddr, row);
        return true;
    }

    private Pod? OfAddress(FlowBatch batch, FlowColumn<IpAddress> column, int row) => batch.IsValid(column, row) ? pods.OfAddress(batch.Column(column)[row]) : null;

    [InlineArray(64)]
    private struct FoundPods
    {
        private Pod? _first;
    }
}
