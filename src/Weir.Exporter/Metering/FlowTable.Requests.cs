using Weir.Flows.Pipeline;

namespace Weir.Exporter.Metering;

/// <content>What operators ask of the table.</content>
public sealed unsafe partial class FlowTable
{
    /// <summary>Forgets all flows without a record of them.</summary>
    /// <returns>How many there were.</returns>
    public int DeleteAll()
    {
        int deleted = Count;
        for (uint number = 1; number <= _free.Used; number++) _entries[number].Key.IpVersion = 0;
        _index.Clear();
        _wheel.Clear();
        _free.Clear();
        Count = 0;
        _started = false;
        _metrics.FlowsActive = 0;
        _records.Flush();
        return deleted;
    }

    /// <summary>Writes the flows that are going on as records, without ending them; their end reason is none.</summary>
    /// <param name="sink">Takes them; not the one that records of ended flows go to.</param>
    /// <param name="most">No more than so many.</param>
    public void CopyTo(IFlowSink sink, int most)
    {
        var writer = new FlowRecordWriter(sink);
        int copied = 0;
        for (uint number = 1; number <= _free.Used && copied < most; number++)
        {
            FlowEntry* flow = _entries + number;
            if (!flow->IsHeld) continue;
            if (HasSides(flow)) WriteWithSides(writer, flow, FlowEndReason.None, flow->LastNs);
            else writer.Write(in *flow, FlowEndReason.None, flow->LastNs);
            copied++;
        }

        writer.Flush();
    }
}
