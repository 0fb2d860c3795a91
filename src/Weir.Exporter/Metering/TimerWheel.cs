using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Weir.Exporter.Metering;

/// <summary>
/// Which flows to look at when: a wheel of <see cref="Slots"/> lists, one for each tick of 2^27 ns (134 ms), so 68 s around.
/// It is lazy: a packet does not move its flow; when a flow's slot comes, the table looks whether it is over
/// and puts it back for its new deadline where it is not. Deadlines beyond the wheel wait in its last slot.
/// </summary>
/// <remarks>
/// A list is a ring of blocks of one cache line, each with up to 13 entry numbers, oldest block first: a slot is walked
/// without a miss for each flow. An entry keeps the place it has (block and position), so that it is taken out at once when
/// its flow ends early; a block goes when its last number does, so there are never more blocks than flows and lists.
/// </remarks>
internal sealed unsafe class TimerWheel : IDisposable
{
    /// <summary>Nanoseconds of a tick, as a power of two.</summary>
    public const int TickBits = 27;

    public const int Slots = 512;

    /// <summary>The list of flows that no timeout will ever end.</summary>
    private const int Undated = Slots;
    private const int Lists = Slots + 1;

    private readonly FlowEntry* _entries;
    private readonly NativePages _pages;
    private readonly Block* _blocks;
    private uint _free;
    private uint _used;

    /// <summary>A wheel for at most <paramref name="capacity"/> of <paramref name="entries"/>.</summary>
    public TimerWheel(FlowEntry* entries, int capacity)
    {
        _entries = entries;
        _pages = new NativePages((nuint)(2 * Lists + (uint)capacity) * (nuint)sizeof(Block));
        _blocks = (Block*)_pages.Address;
        Clear();
    }

    /// <summary>The first tick that has not come yet: all slots before it are empty.</summary>
    public long Tick { get; set; }

    /// <summary>No dated flow waits for an earlier tick than this.</summary>
    public long EarliestTick { get; private set; }

    /// <summary>Octets of memory in use.</summary>
    public long UsedOctets => (long)_used * sizeof(Block);

    public static long TickOf(long timeNs) => timeNs >> TickBits;

    public void Dispose() => _pages.Dispose();

    /// <summary>Empties all lists.</summary>
    public void Clear()
    {
        // The first blocks are the heads of the rings and hold no numbers; a full head is never the one to fill.
        for (uint head = 0; head < Lists; head++) _blocks[head] = new Block { Next = head, Previous = head, Used = Block.Capacity };
        _used = Lists;
        _free = 0;
        EarliestTick = long.MaxValue;
    }

    /// <summary>Has an entry looked at once its deadline has passed.</summary>
    /// <param name="number">An entry that is in no list.</param>
    /// <param name="deadlineNs"><see cref="long.MaxValue"/> for never.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Schedule(uint number, long deadlineNs)
    {
        uint head = Undated;
        if (deadlineNs != long.MaxValue)
        {
            long tick = Math.Clamp(TickOf(deadlineNs), Tick, Tick + Slots - 1);
            if (tick < EarliestTick) EarliestTick = tick;
            head = (uint)(tick & (Slots - 1));
        }

        uint last = _blocks[head].Previous;
        if (_blocks[last].Used == Block.Capacity) last = Append(head);
        Block* block = _blocks + last;
        int at = block->Used++;
        block->Held++;
        block->Numbers[at] = number;
        _entries[number].WheelPlace = last << 4 | (uint)at;
    }

    /// <summary>Asks for the memory that taking an entry out of its list needs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(uint number)
    {
        if (Sse.IsSupported) Sse.Prefetch0(_blocks + (_entries[number].WheelPlace >> 4));
    }

    /// <summary>Takes an entry out of its list.</summary>
    public void Remove(uint number)
    {
        uint place = _entries[number].WheelPlace;
        Block* block = _blocks + (place >> 4);
        block->Numbers[place & 15] = 0;
        if (--block->Held == 0) Free(place >> 4);
    }

    /// <summary>Takes the oldest block of numbers out of the current tick's slot.</summary>
    /// <param name="numbers">Room for <see cref="Block.Capacity"/> more at least.</param>
    /// <returns>How many there were; 0 where the slot is empty.</returns>
    public int Take(Span<uint> numbers)
    {
        uint head = (uint)(Tick & (Slots - 1));
        uint first = _blocks[head].Next;
        if (first == head) return 0;
        Block* block = _blocks + first;
        if (Sse.IsSupported) Sse.Prefetch0(_blocks + block->Next);
        int count = 0;
        for (int at = 0; at < block->Used; at++)
        {
            if (block->Numbers[at] != 0) numbers[count++] = block->Numbers[at];
        }

        Free(first);
        return count;
    }

    /// <summary>Takes out an entry of the slot that comes first, the oldest there. 0 where the wheel is empty.</summary>
    public uint TakeEarliest()
    {
        uint head = Undated;
        long tick = Math.Max(EarliestTick, Tick);
        for (; tick < Tick + Slots; tick++)
        {
            uint slot = (uint)(tick & (Slots - 1));
            if (_blocks[slot].Next == slot) continue;
            head = slot;
            break;
        }

        EarliestTick = head == Undated ? long.MaxValue : tick;
        uint first = _blocks[head].Next;
        if (first == head) return 0;
        int at = 0;
        while (_blocks[first].Numbers[at] == 0) at++;
        uint number = _blocks[first].Numbers[at];
        Remove(number);
        return number;
    }

    private uint Append(uint head)
    {
        uint number = _free;
        if (number != 0) _free = _blocks[number].Next;
        else number = _used++;
        uint last = _blocks[head].Previous;
        _blocks[number] = new Block { Next = head, Previous = last };
        _blocks[last].Next = number;
        _blocks[head].Previous = number;
        return number;
    }

    private void Free(uint number)
    {
        Block* block = _blocks + number;
        _blocks[block->Previous].Next = block->Next;
        _blocks[block->Next].Previous = block->Previous;
        block->Next = _free;
        _free = number;
    }

    /// <summary>One cache line of a list. A number that was taken out early leaves a 0.</summary>
    public struct Block
    {
        public const int Capacity = 13;

        public uint Next;
        public uint Previous;
        public ushort Used;
        public ushort Held;
        public fixed uint Numbers[Capacity];
    }
}
