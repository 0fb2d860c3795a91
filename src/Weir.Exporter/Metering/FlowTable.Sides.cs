using System.Runtime.CompilerServices;
using Weir.Exporter.Metering.Applications;
using Weir.Exporter.Metering.Conversations;

namespace Weir.Exporter.Metering;

/// <content>What is kept beside the entries where more is asked of flows; nothing of it costs anything while it is not.</content>
public sealed unsafe partial class FlowTable
{
    private readonly ConversationTable? _conversations;
    private readonly int _capacity;
    private LabelTable? _labels;

    /// <summary>Whose applications records name; <see langword="null"/>: none are named.</summary>
    internal ApplicationTable? Applications { get; init; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CountConversations(ReadOnlySpan<Observation> packets, FlowKey* keys, uint* hashes, uint* candidates)
    {
        for (int i = 0; i < packets.Length; i++)
        {
            uint number = CountPacket(in packets[i], in keys[i], hashes[i], candidates[i]);
            if (number != 0) _conversations!.Count(number, in packets[i]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void BeginLabels(FlowEntry* flow, in Observation packet) =>
        (_labels ??= new LabelTable(_capacity)).Begin(NumberOf(flow), in packet.Labels);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteWithSides(FlowRecordWriter records, FlowEntry* flow, FlowEndReason reason, long endedNs)
    {
        uint number = NumberOf(flow);
        Applications?.Write(in flow->Key, reason, records.Batch, records.Row);
        if ((flow->Parts & EntryParts.Mpls) != 0) _labels!.Write(number, records.Batch, records.Row);
        if (_conversations is null)
        {
            records.Write(in *flow, reason, endedNs);
            return;
        }

        FlowEntry record = *flow;
        _conversations.Write(number, ref record, records.Batch, records.Row);
        if (reason == FlowEndReason.ActiveTimeout) _conversations.Remember(number, flow->Hash);
        records.Write(in record, reason, endedNs);
    }

    private void Report(FlowEntry* flow, FlowEndReason reason, long endedNs)
    {
        if (HasSides(flow)) WriteWithSides(_records, flow, reason, Math.Max(endedNs, flow->LastNs));
        else _records.Write(in *flow, reason, Math.Max(endedNs, flow->LastNs));
        _metrics.CountEnd(reason);
    }

    // A packet that took another way than the first.
    private static void CountTtl(FlowEntry* flow, byte ttl)
    {
        if (ttl < flow->MinimumTtl) flow->MinimumTtl = ttl;
        if (ttl > flow->MaximumTtl) flow->MaximumTtl = ttl;
    }

    private bool HasSides(FlowEntry* flow) => _conversations is not null || Applications is not null || (flow->Parts & EntryParts.Mpls) != 0;

    private uint NumberOf(FlowEntry* flow) => (uint)(flow - _entries);
}
