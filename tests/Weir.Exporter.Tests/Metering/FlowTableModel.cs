using Weir.Exporter.Metering;
using Weir.Wire.Packets;

namespace Weir.Exporter.Tests.Metering;

/// <summary>The flow table as one would write it with a dictionary and no thought of speed: what the real one must agree with.</summary>
internal sealed class FlowTableModel(MeteringOptions options)
{
    private readonly Dictionary<FlowKey, Flow> _flows = [];
    private long _now = long.MinValue;

    public List<(FlowKey Key, FlowEndReason Reason, long Received, long Start, long End, ulong Packets, ulong Bytes, ushort Flags, byte Ttl)> Records { get; } = [];

    public int ClockSteps { get; private set; }

    public void Add(in Observation packet)
    {
        long? backwards = options.IdleTimeout is not null ? Ns(options.IdleTimeout) : Ns(options.ActiveTimeout);
        if (_now != long.MinValue && backwards is { } most && _now - packet.TimeNs > most)
        {
            End();
            ClockSteps++;
            _now = packet.TimeNs;
        }

        _now = Math.Max(_now, packet.TimeNs);
        FlowKey.From(in packet.Fields, out FlowKey key);
        if (_flows.TryGetValue(key, out Flow? flow) && Deadline(flow) is { } over && over.At <= _now)
        {
            Report(key, flow, over.Reason, over.At);
            _flows.Remove(key);
            flow = null;
        }

        if (flow is null) _flows[key] = flow = new Flow { Start = packet.TimeNs, End = packet.TimeNs, Ttl = packet.Fields.Ttl };
        flow.Start = Math.Min(flow.Start, packet.TimeNs);
        flow.End = Math.Max(flow.End, packet.TimeNs);
        flow.Packets++;
        flow.Bytes += packet.Fields.IpLength;
        flow.Ttl = Math.Min(flow.Ttl, packet.Fields.Ttl);
        if ((packet.Fields.Parts & PacketParts.TcpFlags) == 0) return;
        flow.Flags |= packet.Fields.TcpFlags;
        if ((packet.Fields.TcpFlags & (Packet.Fin | Packet.Rst)) != 0 && options.TcpEndGrace is not null) flow.Ended = true;
    }

    public void End()
    {
        foreach ((FlowKey key, Flow flow) in _flows)
        {
            if (Deadline(flow) is { } over && over.At <= _now) Report(key, flow, over.Reason, over.At);
            else Report(key, flow, FlowEndReason.ForcedEnd, _now);
        }

        _flows.Clear();
    }

    private (long At, FlowEndReason Reason)? Deadline(Flow flow)
    {
        var deadlines = new List<(long At, FlowEndReason Reason)>();
        if (flow.Ended) deadlines.Add((flow.End + Math.Min(Ns(options.TcpEndGrace)!.Value, Ns(options.IdleTimeout) ?? long.MaxValue), FlowEndReason.EndOfFlow));
        else if (Ns(options.IdleTimeout) is { } idle) deadlines.Add((flow.End + idle, FlowEndReason.IdleTimeout));
        if (Ns(options.ActiveTimeout) is { } active) deadlines.Add((flow.Start + active, FlowEndReason.ActiveTimeout));
        return deadlines.Count == 0 ? null : deadlines.MinBy(deadline => deadline.At);
    }

    private void Report(FlowKey key, Flow flow, FlowEndReason reason, long at) =>
        Records.Add((key, reason, Math.Max(at, flow.End), flow.Start, flow.End, flow.Packets, flow.Bytes, flow.Flags, flow.Ttl));

    private static long? Ns(TimeSpan? span) => span is { } some ? some.Ticks * 100 : null;

    private sealed class Flow
    {
        public long Start, End;
        public ulong Packets, Bytes;
        public ushort Flags;
        public byte Ttl;
        public bool Ended;
    }
}
