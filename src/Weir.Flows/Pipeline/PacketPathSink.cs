using System.Numerics;
using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Flows.Pipeline;

/// <summary>Writes into each record the path of its flow's first packet, where <see cref="FlowColumns.InIf"/> holds its number.</summary>
/// <param name="sink">Takes the records. Not disposed of here.</param>
/// <param name="paths">Of the source whose flows these are.</param>
public sealed class PacketPathSink(IFlowSink sink, PacketPaths paths) : IFlowSink
{
    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        Span<uint> inputs = batch.Column(FlowColumns.InIf);
        for (int word = 0; word * 64 < batch.Count; word++)
        {
            for (ulong rows = batch.Validity(FlowColumns.InIf)[word]; rows != 0; rows &= rows - 1)
            {
                int row = word * 64 + BitOperations.TrailingZeroCount(rows);
                if (paths.TryFind(inputs[row], out PacketPath path)) Name(batch, row, in path);
            }
        }

        sink.Write(batch);
    }

    private static void Name(FlowBatch batch, int row, in PacketPath path)
    {
        if (path.InputInterface != 0) batch.Set(FlowColumns.InIf, row, path.InputInterface);
        else batch.SetNull(FlowColumns.InIf, row, 1);
        if (path.OutputInterface != 0) batch.Set(FlowColumns.OutIf, row, path.OutputInterface);
        if (path.Mark != 0) batch.Set(FlowColumns.PacketMark, row, path.Mark);
        if (path.LogPrefix is { } prefix) batch.SetText(FlowColumns.LogPrefix, row, prefix);
        if (path.IsOutgoing is { } isOutgoing) batch.Set(FlowColumns.Direction, row, isOutgoing ? (byte)1 : (byte)0);
        else batch.SetNull(FlowColumns.Direction, row, 1);
    }
}
