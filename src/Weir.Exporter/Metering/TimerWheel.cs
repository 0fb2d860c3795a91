using System.Runtime.CompilerServices;

namespace Weir.Exporter.Metering;

/// <summary>
/// Which flows to look at when: a wheel of <see cref="Slots"/> lists, one for each tick of 2^27 ns (134 ms), so 68 s around.
/// It is lazy: a packet does not move its flow; when a flow's slot comes, the table looks whether it is over
/// and puts it back for its new deadline where it is not. Deadlines beyond the wheel wait in its last slot.
/// </summary>
/// <remarks>
/// The lists are rings through an array of (next, previous) numbers, so a flow that ended early is taken out at once.
/// Behind the flows' numbers come those of the ring heads. Free entries are chained through the same array.
/// </remarks>
internal sealed unsafe class TimerWheel : IDisposable
{
    /// <summary>Nanoseconds of a tick, as a power of two.</summary>
    public const int TickBits = 27;

    public const int Slots = 512;

    /// <summary>The slot of flows that no timeout will ever end.</summary>
    private const int Undated = Slots;

    private readonly NativePages _pages;
    private readonly Link* _links;
    private readonly uint _heads;

    /// <summary>A wheel for entries numbered 1 to <paramref name="capacity"/>.</summary>
    public TimerWheel(int capacity)
    {
        _heads = (uint)capacity + 1;
        _pages = new NativePages((nuint)(_heads + Slots + 1) * (nuint)sizeof(Link));
        _links = (Link*)_pages.Address;
        Clear();
    }

    /// <summary>The first tick that has not come yet: all slots before it are empty.</summary>
    public long Tick { get; set; }

    /// <summary>No dated flow waits for an earlier tick than this.</summary>
    public long EarliestTick { get; private set; }

    public static long TickOf(long timeNs) => timeNs >> TickBits;

    public void Dispose() => _pages.Dispose();

    /// <summary>Empties all lists.</summary>
    public void Clear()
    {
        for (uint head = _heads; head <= _heads + Undated; head++) _links[head] = new Link { Next = head, Previous = head };
        EarliestTick = long.MaxValue;
    }

    /// <summary>Has an entry looked at once its deadline has passed.</summary>
    /// <param name="number">An entry that is in no list.</param>
    /// <param name="deadlineNs"><see cref="long.MaxValue"/> for never.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Schedule(uint number, long deadlineNs)
    {
        uint head = _heads + Undated;
        if (deadlineNs != long.MaxValue)
        {
            long tick = Math.Clamp(TickOf(deadlineNs), Tick, Tick + Slots - 1);
            if (tick < EarliestTick) EarliestTick = tick;
            head = _heads + (uint)(tick & (Slots - 1));
        }

        uint next = _links[head].Next;
        _links[number] = new Link { Next = next, Previous = head };
        _links[head].Next = number;
        _links[next].Previous = number;
    }

    /// <summary>Takes an entry out of its list.</summary>
    public void Remove(uint number)
    {
        Link link = _links[number];
        _links[link.Previous].Next = link.Next;
        _links[link.Next].Previous = link.Previous;
    }

    /// <summary>Takes up to as many entries as fit out of the current tick's slot.</summary>
    public int Take(Span<uint> numbers)
    {
        uint head = _heads + (uint)(Tick & (Slots - 1));
        uint number = _links[head].Next;
        int count = 0;
        while (number != head && count < numbers.Length)
        {
            numbers[count++] = number;
            number = _links[number].Next;
        }

        _links[head].Next = number;
        _links[number].Previous = head;
        return count;
    }

    /// <summary>Takes out the entry whose slot comes first, the longest there of them. 0 where the wheel is empty.</summary>
    public uint TakeEarliest()
    {
        uint head = _heads + Undated;
        long tick = Math.Max(EarliestTick, Tick);
        for (; tick < Tick + Slots; tick++)
        {
            uint slot = _heads + (uint)(tick & (Slots - 1));
            if (_links[slot].Next == slot) continue;
            head = slot;
            break;
        }

        EarliestTick = head == _heads + Undated ? long.MaxValue : tick;
        uint number = _links[head].Previous;
        if (number == head) return 0;
        Remove(number);
        return number;
    }

    /// <summary>Chains a free entry before another one.</summary>
    public void ChainFree(uint number, uint next) => _links[number].Next = next;

    /// <summary>The free entry behind a free entry.</summary>
    public uint NextFree(uint number) => _links[number].Next;

    private struct Link
    {
        public uint Next;
        public uint Previous;
    }
}
