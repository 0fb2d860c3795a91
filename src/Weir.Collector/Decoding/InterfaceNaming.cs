using Weir.Collector.Sessions;
using Weir.Collector.Sessions.Interfaces;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Wire.Primitives;

namespace Weir.Collector.Decoding;

/// <summary>Gives records the names of their interfaces on the way to a sink, where their exporter told any. Nothing is allocated.</summary>
/// <param name="sink">Takes the records.</param>
/// <param name="sessions">Know the names.</param>
internal sealed class InterfaceNaming(IFlowSink sink, SessionTable sessions) : IFlowSink
{
    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        ReadOnlySpan<IpAddress> exporters = batch.Column(FlowColumns.SamplerAddress)[..batch.Count];
        for (int row = 0; row < batch.Count;)
        {
            int end = row + 1;
            while (end < batch.Count && exporters[end] == exporters[row]) end++;
            if (sessions.FindInterfaceNames(exporters[row]) is { HasAny: true } names)
            {
                Name(batch, row, end, names, FlowColumns.InIf, FlowColumns.InIfName, FlowColumns.InIfDescription);
                Name(batch, row, end, names, FlowColumns.OutIf, FlowColumns.OutIfName, FlowColumns.OutIfDescription);
            }

            row = end;
        }

        sink.Write(batch);
    }

    private static void Name(FlowBatch batch, int row, int end, InterfaceNames names, FlowColumn<uint> index, FlowColumn<BatchText> name, FlowColumn<BatchText> description)
    {
        ReadOnlySpan<uint> indexes = batch.Column(index);
        uint last = 0;
        InterfaceName? found = null;
        for (; row < end; row++)
        {
            if (!batch.IsValid(index, row)) continue;
            if (indexes[row] != last)
            {
                last = indexes[row];
                found = last == 0 ? null : names.Find(last);
            }

            if (found is null) continue;
            if (found.NameOctets.Length > 0) batch.SetText(name, row, found.NameOctets);
            if (found.DescriptionOctets.Length > 0) batch.SetText(description, row, found.DescriptionOctets);
        }
    }
}
