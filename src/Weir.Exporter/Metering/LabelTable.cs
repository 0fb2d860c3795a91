using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Packets;

namespace Weir.Exporter.Metering;

/// <summary>The MPLS labels of the first packet of each flow that has any, by the number of its entry; made when the first such packet comes.</summary>
internal sealed unsafe class LabelTable : IDisposable
{
    private static readonly FlowColumn<uint>[] Labels = [FlowColumns.MplsLabel1, FlowColumns.MplsLabel2, FlowColumns.MplsLabel3];
    private static readonly FlowColumn<byte>[] Classes = [FlowColumns.MplsExp1, FlowColumns.MplsExp2, FlowColumns.MplsExp3];

    private readonly NativePages _pages;
    private readonly LabelStack* _stacks;

    /// <summary>A table for entries numbered up to <paramref name="capacity"/>.</summary>
    public LabelTable(int capacity)
    {
        _pages = new NativePages((nuint)(capacity + 1) * (nuint)sizeof(LabelStack));
        _stacks = (LabelStack*)_pages.Address;
    }

    /// <inheritdoc/>
    public void Dispose() => _pages.Dispose();

    /// <summary>A flow begins with a packet that has labels.</summary>
    public void Begin(uint number, in LabelStack stack) => _stacks[number] = stack;

    /// <summary>Gives a flow's row its labels.</summary>
    public void Write(uint number, FlowBatch batch, int row)
    {
        ref LabelStack stack = ref _stacks[number];
        batch.Set(FlowColumns.MplsDepth, row, stack.Depth);
        batch.Set(FlowColumns.MplsTtl, row, stack.Ttl);
        for (int entry = 0; entry < Math.Min((int)stack.Depth, LabelStack.Kept); entry++)
        {
            batch.Set(Labels[entry], row, stack.Label(entry));
            batch.Set(Classes[entry], row, stack.TrafficClass(entry));
        }
    }
}
