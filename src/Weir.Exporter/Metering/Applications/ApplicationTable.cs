using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.Exporter.Metering.Applications;

/// <summary>
/// The conversations of a metering process and their applications, beside its flow table: a conversation is both directions. Those not seen for longer than any flow
/// lives are forgotten, half of the table at a time.
/// </summary>
internal sealed class ApplicationTable : IDisposable
{
    /// <summary>Above the longest quiet time: a record is written no later than this after its flow's last packet.</summary>
    private static readonly TimeSpan ShortestLife = TimeSpan.FromMinutes(2);

    // Alone it begins a connection, which may be another application's than the one before between the same ports.
    private const ushort Syn = 0x02, SynOrAck = 0x12;

    private readonly ApplicationOptions _options;
    private readonly MeteringMetrics _metrics;
    private readonly NdpiDetector _detector = new();
    private readonly long _lifeNs;
    private readonly int _half;
    private Dictionary<FlowKey, Conversation> _young = [];
    private Dictionary<FlowKey, Conversation> _old = [];
    private long _rotatedNs = -1;
    private int _pending;

    /// <summary>A table that knows nothing.</summary>
    /// <param name="options">How far packets are looked into.</param>
    /// <param name="metering">How many flows there are, and how long they live.</param>
    /// <param name="metrics">What is counted.</param>
    public ApplicationTable(ApplicationOptions options, MeteringOptions metering, MeteringMetrics metrics)
    {
        _options = options;
        _metrics = metrics;
        _lifeNs = Math.Max(ShortestLife.Ticks, 2 * Math.Max(metering.IdleTimeout?.Ticks ?? 0, metering.ActiveTimeout?.Ticks ?? 0)) * TimeSpan.NanosecondsPerTick;
        _half = Math.Max(1, metering.MaxFlows / 2);
    }

    /// <summary>Conversations held.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>Conversations whose application is not known yet: each holds state of the library.</summary>
    public int Pending => _pending;

    /// <summary>Looks at a packet where its conversation is not known yet.</summary>
    public void Observe(in CapturedPacket packet, in PacketFields fields)
    {
        // Nothing of a later fragment is a header.
        if (fields.FragmentOffset != 0) return;
        if (_rotatedNs < 0) _rotatedNs = packet.TimeNs;
        if (packet.TimeNs - _rotatedNs >= _lifeNs || _young.Count >= _half) Rotate(packet.TimeNs);
        FlowKey key = KeyOf(in fields);
        ref Conversation conversation = ref CollectionsMarshal.GetValueRefOrAddDefault(_young, key, out bool isKnown);
        if (!isKnown && !_old.Remove(key, out conversation)) Begin(ref conversation);
        else if ((fields.TcpFlags & SynOrAck) == Syn && fields.Protocol == IpProtocols.Tcp) BeginAnew(ref conversation);
        if (conversation.Flow != 0) Look(ref conversation, in packet, in fields);
    }

    /// <summary>Gives a record its application, where it is known.</summary>
    public void Write(in FlowKey flow, FlowEndReason reason, FlowBatch batch, int row)
    {
        FlowKey key = Canonical(flow);
        ref Conversation conversation = ref CollectionsMarshal.GetValueRefOrNullRef(_young, key);
        if (Unsafe.IsNullRef(ref conversation)) conversation = ref CollectionsMarshal.GetValueRefOrNullRef(_old, key);
        if (Unsafe.IsNullRef(ref conversation)) return;
        // A flow that goes on may tell more; of one that is over, this is all.
        if (conversation.Flow != 0 && reason != FlowEndReason.ActiveTimeout) End(ref conversation, _detector.GiveUp(conversation.Flow));
        if (conversation.Application == 0) return;
        batch.Set(FlowColumns.ApplicationId, row, ApplicationName.OfNdpi(conversation.Application));
        batch.SetText(FlowColumns.ApplicationName, row, _detector.Name(conversation.Application));
    }

    public void Dispose()
    {
        FreeAll(_young);
        FreeAll(_old);
        _detector.Dispose();
    }

    private void Begin(ref Conversation conversation)
    {
        if (_pending >= _options.MaxPending)
        {
            _metrics.ApplicationNoRoom++;
            conversation = default;
            return;
        }

        conversation = new() { Flow = _detector.NewFlow() };
        _pending++;
    }

    private void BeginAnew(ref Conversation conversation)
    {
        // The same packet again.
        if (conversation.Flow != 0 && conversation.Packets == 1) return;
        if (conversation.Flow != 0) End(ref conversation, _detector.GiveUp(conversation.Flow));
        Begin(ref conversation);
    }

    private void Look(ref Conversation conversation, in CapturedPacket packet, in PacketFields fields)
    {
        int most = fields.Protocol == IpProtocols.Tcp ? _options.MaxTcpPackets : _options.MaxOtherPackets;
        bool isLast = ++conversation.Packets >= most;
        _metrics.ApplicationPackets++;
        ReadOnlySpan<byte> octets = packet.Octets[Math.Min(fields.NetworkOffset, packet.CapturedLength)..];
        if (_detector.Decide(conversation.Flow, octets, packet.TimeNs, isLast, out ushort application)) End(ref conversation, application);
        else conversation.Application = application;
    }

    private void End(ref Conversation conversation, ushort application)
    {
        NdpiDetector.Free(conversation.Flow);
        conversation.Flow = 0;
        conversation.Application = application;
        _pending--;
        if (application != 0) _metrics.ApplicationsKnown++;
        else _metrics.ApplicationsUnknown++;
    }

    private void Rotate(long nowNs)
    {
        FreeAll(_old);
        _old.Clear();
        (_young, _old) = (_old, _young);
        _rotatedNs = nowNs;
    }

    private void FreeAll(Dictionary<FlowKey, Conversation> conversations)
    {
        foreach (Conversation conversation in conversations.Values)
        {
            if (conversation.Flow == 0) continue;
            NdpiDetector.Free(conversation.Flow);
            _pending--;
        }
    }

    private static FlowKey KeyOf(in PacketFields fields)
    {
        FlowKey.From(in fields, out FlowKey key);
        return Canonical(key);
    }

    // Both directions have the same: the smaller end first. Types of ICMP are no ends.
    private static FlowKey Canonical(FlowKey key)
    {
        if (key.Protocol is IpProtocols.Icmp or IpProtocols.Icmpv6) key.SourcePort = key.DestinationPort = key.Extension = 0;
        int order = key.Source.CompareTo(key.Destination);
        if (order > 0 || (order == 0 && key.SourcePort > key.DestinationPort))
        {
            (key.Source, key.Destination) = (key.Destination, key.Source);
            (key.SourcePort, key.DestinationPort) = (key.DestinationPort, key.SourcePort);
        }

        return key;
    }

    /// <summary>What is known of a conversation.</summary>
    private struct Conversation
    {
        /// <summary>The library's state; 0 when it is decided.</summary>
        public nint Flow;
        public ushort Application;
        public int Packets;
    }
}
