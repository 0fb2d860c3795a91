using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Weir.Exporter.Metering.Conversations;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.Exporter.Metering;

/// <summary>
/// The flows that are going on. Packets come in handfuls: all are hashed, then all searched, then all counted, each step
/// asking for the memory of the next, so that the misses of 64 packets overlap. A flow costs 128 octets of entry, about
/// 5 of timer wheel, 4 of free list once it is over, and 11.1 to 22.3 of index.
/// </summary>
/// <remarks>
/// Time is the largest packet time seen, or what <see cref="Advance"/> was told. Which records come out depends only on the
/// packets and their times, not on how they were cut into batches or when the wheel got round; only eviction does.
/// </remarks>
public sealed unsafe partial class FlowTable : IDisposable
{
    private const int Rst = 0x04;
    private const int FinOrRst = 0x01 | Rst;

    /// <summary>Entries looked at for each call of <see cref="Update"/>, so that a burst of ends does not hold up packets.</summary>
    private const int AdvanceBudget = 8 * PacketBatch.Capacity;

    private readonly FlowTimeouts _timeouts;
    private readonly FlowKeyHash _hash;
    private readonly MeteringMetrics _metrics;
    private readonly FlowRecordWriter _records;
    private readonly NativePages _pages;
    private readonly FlowEntry* _entries;
    private readonly FlowIndex _index = new();
    private readonly TimerWheel _wheel;
    private readonly FreeEntries _free;

    // Flows that FIN or RST ended in this handful, to be moved in the wheel together: each move misses the cache once.
    private readonly uint[] _ending = new uint[PacketBatch.Capacity];
    private int _endingCount;

    // Hashes of the flows that this handful began, by their lowest six bits: only those can be in the index though no search found them.
    private ulong _begun;
    private long _now;
    private long _flushedTick;
    private bool _started;

    /// <summary>A table that has no flows.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="MeteringOptions.MaxFlows"/> is not between 1 and 2^27.</exception>
    public FlowTable(MeteringOptions options, FlowKeyHash hash, IFlowSink sink, MeteringMetrics metrics)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxFlows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxFlows, 1 << 27);
        _timeouts = new FlowTimeouts(options);
        _hash = hash;
        _metrics = metrics;
        _records = new FlowRecordWriter(sink);
        _pages = new NativePages((nuint)(options.MaxFlows + 1) * FlowEntry.Size);
        _entries = (FlowEntry*)_pages.Address;
        _free = new FreeEntries(_entries, options.MaxFlows);
        _wheel = new TimerWheel(_entries, options.MaxFlows);
        _capacity = options.MaxFlows;
        _overload = options.Overload;
        if (options.MetersConversations) _conversations = new ConversationTable(options.MaxFlows, options.TcpPerformance);
    }

    /// <summary>Flows held.</summary>
    public int Count { get; private set; }

    /// <summary>The metering clock: nanoseconds since 1970-01-01 UTC.</summary>
    public long NowNs => _now;

    /// <summary>Counts packets into their flows, and ends flows that are over by the packets' times.</summary>
    /// <param name="packets">Up to <see cref="PacketBatch.Capacity"/>.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Update(ReadOnlySpan<Observation> packets)
    {
        if (packets.IsEmpty) return;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(packets.Length, PacketBatch.Capacity);
        if (!_started) SetClock(packets[0].TimeNs);
        FlowKey* keys = stackalloc FlowKey[PacketBatch.Capacity];
        uint* hashes = stackalloc uint[PacketBatch.Capacity];
        uint* candidates = stackalloc uint[PacketBatch.Capacity];
        for (int i = 0; i < packets.Length; i++)
        {
            FlowKey.From(in packets[i].Fields, out keys[i]);
            hashes[i] = _hash.Of(in keys[i]);
            _index.Prefetch(hashes[i]);
        }

        int created = 0;
        for (int i = 0; i < packets.Length; i++)
        {
            uint candidate = _index.Candidate(hashes[i]);
            candidates[i] = candidate;
            if (candidate == 0)
            {
                _free.Prefetch(created++);
                continue;
            }

            if (!Sse.IsSupported) continue;
            Sse.Prefetch0(_entries + candidate);

            // Only a packet that ends its flow needs the second line: to move it in the wheel.
            if ((packets[i].Fields.TcpFlags & FinOrRst) != 0) Sse.Prefetch0((byte*)(_entries + candidate) + FlowEntry.SecondLine);
        }

        _begun = 0;
        if (_conversations is not null) CountConversations(packets, keys, hashes, candidates);
        else for (int i = 0; i < packets.Length; i++) CountPacket(in packets[i], in keys[i], hashes[i], candidates[i]);
        if (_endingCount != 0) MoveEnding();
        Turn(AdvanceBudget);
        _metrics.FlowsActive = Count;
    }

    /// <summary>Lets time go on without packets: ends all flows that are over by then.</summary>
    public void Advance(long nowNs)
    {
        if (!_started) return;
        MoveClock(Usable(nowNs));
        Turn(int.MaxValue);
        _records.Flush();
        _metrics.FlowsActive = Count;
    }

    /// <summary>Ends all flows: those whose time is over for their own reason, the others by force.</summary>
    public void EndAll()
    {
        for (uint number = 1; number <= _free.Used; number++)
        {
            FlowEntry* flow = _entries + number;
            if (!flow->IsHeld) continue;
            long deadline = _timeouts.Deadline(in *flow, out FlowEndReason reason);
            if (deadline > _now) Report(flow, FlowEndReason.ForcedEnd, _now);
            else Report(flow, reason, deadline);
            flow->Key.IpVersion = 0;
        }

        _index.Clear();
        _wheel.Clear();
        _free.Clear();
        Count = 0;
        _started = false;
        _metrics.FlowsActive = 0;
        _records.Flush();
    }

    /// <summary>Gives back the memory. Flows still held are not reported.</summary>
    public void Dispose()
    {
        _pages.Dispose();
        _index.Dispose();
        _free.Dispose();
        _wheel.Dispose();
        _conversations?.Dispose();
        _labels?.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint CountPacket(in Observation packet, in FlowKey key, uint hash, uint number)
    {
        long time = Usable(packet.TimeNs);
        MoveClock(time);
        FlowEntry* flow = _entries + number;
        if (number == 0 || !FlowKey.Equals(in flow->Key, in key))
        {
            // Another key with the same hash, or a flow that an earlier packet of this handful began, or none.
            number = number == 0 && (_begun >> (int)hash & 1) == 0 ? 0 : _index.Find(hash, in key, _entries);
            if (number == 0) return Create(in packet, in key, hash, time);

            flow = _entries + number;
        }

        if ((_now - flow->LastNs >= _timeouts.QuietNs(flow->State) || (int)((uint)TimerWheel.TickOf(_now) - flow->ActiveTick) >= 0)
            && IsOver(flow))
        {
            Begin(flow, in packet, time);
        }
        else
        {
            uint octets = flow->Octets + packet.Fields.IpLength;
            if (octets < packet.Fields.IpLength) flow->OctetsUpper++;
            flow->Octets = octets;
            uint packets = flow->Packets + 1 + packet.ExtraPackets;
            if (packets < flow->Packets) flow->PacketsUpper++;
            flow->Packets = packets;
            if (time >= flow->LastNs) flow->LastNs = time;
            else CountLate(flow, time);
            if (packet.Fields.Ttl != flow->FirstTtl) CountTtl(flow, packet.Fields.Ttl);
        }

        if ((packet.Fields.Parts & PacketParts.TcpFlags) != 0) CountFlags(flow, number, packet.Fields.TcpFlags);
        return number;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CountFlags(FlowEntry* flow, uint number, ushort flags)
    {
        flow->TcpFlags |= flags;
        if ((flags & FinOrRst) == 0 || flow->State >= FlowState.Finished || !_timeouts.EndsTcp) return;
        flow->State = (flags & Rst) != 0 ? FlowState.Reset : FlowState.Finished;
        _ending[_endingCount++] = number;
    }

    // A flow of the list may be over meanwhile, and its entry another's: then there is nothing to move, or that one is here too.
    private void MoveEnding()
    {
        ReadOnlySpan<uint> ending = _ending.AsSpan(0, _endingCount);
        foreach (uint number in ending) _wheel.Prefetch(number);
        foreach (uint number in ending)
        {
            FlowEntry* flow = _entries + number;
            if (!flow->IsHeld || flow->State < FlowState.Finished) continue;
            _wheel.Remove(number);
            _wheel.Schedule(number, _timeouts.Deadline(in *flow, out _));
        }

        _endingCount = 0;
    }

    // A packet that overtook others on its way here.
    private void CountLate(FlowEntry* flow, long time)
    {
        if (time >= flow->FirstNs) return;
        flow->FirstNs = time;
        flow->ActiveTick = (uint)TimerWheel.TickOf(_timeouts.ActiveDeadline(time));
    }

    private bool IsOver(FlowEntry* flow)
    {
        long deadline = _timeouts.Deadline(in *flow, out FlowEndReason reason);
        if (deadline > _now) return false;
        Report(flow, reason, deadline);
        return true;
    }

    private uint Create(in Observation packet, in FlowKey key, uint hash, long time)
    {
        uint number = Allocate();
        if (number == 0) return Refuse(in packet);
        FlowEntry* flow = _entries + number;
        flow->Key = key;
        flow->Hash = hash;
        Begin(flow, in packet, time);
        _index.Insert(hash, number);
        _begun |= 1UL << (int)hash;
        _wheel.Schedule(number, _timeouts.Deadline(in *flow, out _));
        Count++;
        if ((packet.Fields.Parts & PacketParts.TcpFlags) != 0) CountFlags(flow, number, packet.Fields.TcpFlags);
        return number;
    }

    // The first packet of a flow, in a new entry or in that of the flow it follows.
    private void Begin(FlowEntry* flow, in Observation packet, long time)
    {
        ref readonly PacketFields fields = ref packet.Fields;
        flow->LastNs = time;
        flow->FirstNs = time;
        flow->Packets = 1 + packet.ExtraPackets;
        flow->Octets = fields.IpLength;
        flow->PacketsUpper = 0;
        flow->OctetsUpper = 0;
        flow->ActiveTick = (uint)TimerWheel.TickOf(_timeouts.ActiveDeadline(time));
        flow->TcpFlags = 0;
        flow->FirstTtl = flow->MinimumTtl = flow->MaximumTtl = fields.Ttl;
        flow->State = FlowTimeouts.Opening(fields.Protocol);
        flow->SourceMac = fields.SourceMac.Bits;
        flow->DestinationMac = fields.DestinationMac.Bits;
        flow->InterfaceIndex = packet.InterfaceIndex;
        flow->FlowLabel = fields.FlowLabel;
        flow->FragmentId = fields.FragmentId;
        flow->VlanId = fields.VlanId;
        flow->Tos = fields.Tos;
        flow->Parts = (EntryParts)fields.Parts & (EntryParts.Macs | EntryParts.Vlan | EntryParts.Fragment | EntryParts.Icmp | EntryParts.Mpls)
            | (packet.IsOutgoing ? EntryParts.Outgoing : EntryParts.None);
        _metrics.FlowsCreated++;
        if ((fields.Parts & PacketParts.Mpls) != 0) BeginLabels(flow, in packet);
        _conversations?.Begin(NumberOf(flow), flow->Hash, in packet);
    }
}
