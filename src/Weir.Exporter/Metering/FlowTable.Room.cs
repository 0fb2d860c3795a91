using System.Runtime.CompilerServices;

namespace Weir.Exporter.Metering;

/// <content>Where new flows get their entries, and what happens when there is none.</content>
public sealed unsafe partial class FlowTable
{
    /// <summary>Entries that may be found busier than the wheel knew before one is taken anyway, or none.</summary>
    private const int EvictionTries = 8;

    private readonly OverloadPolicy _overload;

    // 0 where there is no room and none may be made.
    private uint Allocate()
    {
        uint number = _free.Take();
        if (number != 0) return number;
        if (_overload == OverloadPolicy.EvictOldest) Evict();
        else if (!TryEndOne()) return 0;
        return _free.Take();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint Refuse(in Observation packet)
    {
        _metrics.NoRoomPackets += 1 + packet.ExtraPackets;
        _metrics.NoRoomOctets += packet.Fields.IpLength;
        return 0;
    }

    // Ends a flow that is over, where the wheel has not got round to it. While none can be, this costs one comparison.
    private bool TryEndOne()
    {
        long nowTick = TimerWheel.TickOf(_now);
        for (int tries = EvictionTries; tries > 0 && _wheel.EarliestTick < nowTick; tries--)
        {
            uint number = _wheel.TakeEarliest();
            long deadline = _timeouts.Deadline(in _entries[number], out FlowEndReason reason);
            if (deadline <= _now)
            {
                End(number, reason, deadline);
                return true;
            }

            _wheel.Schedule(number, deadline);
        }

        return false;
    }

    // The wheel knows deadlines as they were when it last looked, so the first in line may have had packets since.
    private void Evict()
    {
        for (int tries = EvictionTries; ; tries--)
        {
            uint number = _wheel.TakeEarliest();
            FlowEntry* flow = _entries + number;
            long deadline = _timeouts.Deadline(in *flow, out FlowEndReason reason);
            if (deadline > _now && tries > 0 && TimerWheel.TickOf(deadline) > _wheel.EarliestTick && deadline != long.MaxValue)
            {
                _wheel.Schedule(number, deadline);
                continue;
            }

            if (deadline > _now) End(number, FlowEndReason.LackOfResources, _now);
            else End(number, reason, deadline);
            return;
        }
    }

    // Ends an entry that is in no list of the wheel.
    private void End(uint number, FlowEndReason reason, long endedNs)
    {
        FlowEntry* flow = _entries + number;
        Report(flow, reason, endedNs);
        _index.Remove(flow->Hash, number);
        flow->Key.IpVersion = 0;
        _free.Give(number);
        Count--;
    }
}
