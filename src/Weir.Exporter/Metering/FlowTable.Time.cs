using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Weir.Exporter.Metering;

/// <content>How time goes on: clock, wheel, and the flows that are over.</content>
public sealed unsafe partial class FlowTable
{
    /// <summary>Entries looked at together: five blocks of the wheel.</summary>
    private const int TurnAtOnce = 5 * TimerWheel.Block.Capacity;

    /// <summary>Records wait this long for a batch to fill up: 1.07 s.</summary>
    private const int FlushTicks = 8;

    [SkipLocalsInit]
    private void Turn(int budget)
    {
        long nowTick = TimerWheel.TickOf(_now);
        if (_wheel.Tick >= nowTick) return;
        if (nowTick - _flushedTick >= FlushTicks)
        {
            _records.Flush();
            _flushedTick = nowTick;
        }

        if (nowTick - _wheel.Tick > TimerWheel.Slots) _wheel.Tick = nowTick - TimerWheel.Slots;
        Span<uint> due = stackalloc uint[TurnAtOnce];
        int taken = 0;
        while (_wheel.Tick < nowTick && budget > 0)
        {
            int more = _wheel.Take(due[taken..]);
            if (more == 0) _wheel.Tick++;
            taken += more;
            budget -= more;
            if (taken <= TurnAtOnce - TimerWheel.Block.Capacity) continue;
            Look(due[..taken]);
            taken = 0;
        }

        Look(due[..taken]);
    }

    // Looks at entries the wheel gave: the same three steps as for packets.
    private void Look(Span<uint> numbers)
    {
        foreach (uint number in numbers)
        {
            if (!Sse.IsSupported) break;
            Sse.Prefetch0(_entries + number);
            Sse.Prefetch0((byte*)(_entries + number) + FlowEntry.SecondLine);
        }

        foreach (uint number in numbers) _index.Prefetch(_entries[number].Hash);
        foreach (uint number in numbers)
        {
            long deadline = _timeouts.Deadline(in _entries[number], out FlowEndReason reason);
            if (deadline > _now) _wheel.Schedule(number, deadline);
            else End(number, reason, deadline);
        }
    }

    // Captures may say anything. No time is before 1970, and none is «never».
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Usable(long timeNs) => Math.Clamp(timeNs, 0, long.MaxValue - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void MoveClock(long time)
    {
        if (time > _now) _now = time;
        else if (_now - time > _timeouts.BackwardsNs) StepBack(time);
    }

    // No deadline means anything across a clock that was set back: all flows end, and time begins anew.
    private void StepBack(long time)
    {
        EndAll();
        _metrics.ClockSteps++;
        SetClock(time);
    }

    private void SetClock(long time)
    {
        _now = Usable(time);
        _wheel.Tick = TimerWheel.TickOf(_now);
        _flushedTick = _wheel.Tick;
        _started = true;
    }
}
