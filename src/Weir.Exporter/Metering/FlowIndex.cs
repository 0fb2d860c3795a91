using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Weir.Exporter.Metering;

/// <summary>
/// Where the entries of the flow table are, by hash: open addressing with linear probing and backward-shift deletion.
/// A slot is 64 bits: the hash in the upper half, the entry's number in the lower; 0 is an empty slot.
/// </summary>
/// <remarks>
/// The index is cut into 64 segments by the upper bits of the hash, and each segment doubles by itself, so that the longest
/// stall is a 64th of what doubling the whole would cost. Segments of one size live in one stretch of memory, a generation,
/// which is given back when the last of them has outgrown it.
/// </remarks>
internal sealed unsafe class FlowIndex : IDisposable
{
    private const int SegmentBits = 6;
    private const int SegmentCount = 1 << SegmentBits;
    private const int FirstSlots = 256;

    private readonly Segment[] _segments = GC.AllocateArray<Segment>(SegmentCount, pinned: true);
    private readonly Segment* _first;
    private readonly Generation?[] _generations = new Generation?[32 - 8];

    public FlowIndex()
    {
        _first = (Segment*)Unsafe.AsPointer(ref _segments[0]);
        Clear();
    }

    /// <summary>Octets of address space taken by all generations.</summary>
    public long ReservedOctets
    {
        get
        {
            long sum = 0;
            for (int i = 0; i < _generations.Length; i++)
            {
                if (_generations[i] is not null) sum += (long)GenerationOctets(i);
            }

            return sum;
        }
    }

    /// <summary>Empties the index and gives back what it grew to.</summary>
    public void Clear()
    {
        Dispose();
        var generation = new Generation(GenerationOctets(0)) { Segments = SegmentCount };
        _generations[0] = generation;
        for (int i = 0; i < SegmentCount; i++)
        {
            _segments[i] = new Segment { Slots = (ulong*)generation.Pages.Address + i * FirstSlots, Mask = FirstSlots - 1, Limit = LimitOf(FirstSlots) };
        }
    }

    public void Dispose()
    {
        for (int i = 0; i < _generations.Length; i++)
        {
            _generations[i]?.Pages.Dispose();
            _generations[i] = null;
        }
    }

    /// <summary>Asks for the cache line where the search for a hash begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(uint hash)
    {
        Segment* segment = _first + (hash >> (32 - SegmentBits));
        if (Sse.IsSupported) Sse.Prefetch0(segment->Slots + (hash & segment->Mask));
    }

    /// <summary>Number of the first entry with that hash, 0 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Candidate(uint hash)
    {
        Segment* segment = _first + (hash >> (32 - SegmentBits));
        ulong* slots = segment->Slots;
        uint mask = segment->Mask;
        for (uint at = hash & mask; ; at = (at + 1) & mask)
        {
            ulong slot = slots[at];
            if ((uint)(slot >> 32) == hash || slot == 0) return (uint)slot;
        }
    }

    /// <summary>Number of the entry with that key, 0 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public uint Find(uint hash, in FlowKey key, FlowEntry* entries)
    {
        Segment* segment = _first + (hash >> (32 - SegmentBits));
        ulong* slots = segment->Slots;
        uint mask = segment->Mask;
        for (uint at = hash & mask; ; at = (at + 1) & mask)
        {
            ulong slot = slots[at];
            if (slot == 0) return 0;
            if ((uint)(slot >> 32) == hash && FlowKey.Equals(in entries[(uint)slot].Key, in key)) return (uint)slot;
        }
    }

    /// <summary>Puts in an entry whose key is not there yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Insert(uint hash, uint number)
    {
        Segment* segment = _first + (hash >> (32 - SegmentBits));
        if (segment->Count == segment->Limit) Double(segment);
        segment->Count++;
        Place(segment->Slots, segment->Mask, (ulong)hash << 32 | number);
    }

    /// <summary>Takes out an entry that is there, and moves those behind it up so that no search ends at the gap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Remove(uint hash, uint number)
    {
        Segment* segment = _first + (hash >> (32 - SegmentBits));
        ulong* slots = segment->Slots;
        uint mask = segment->Mask;
        ulong wanted = (ulong)hash << 32 | number;
        uint gap = hash & mask;
        while (slots[gap] != wanted) gap = (gap + 1) & mask;
        for (uint at = (gap + 1) & mask; slots[at] != 0; at = (at + 1) & mask)
        {
            uint home = (uint)(slots[at] >> 32) & mask;
            if (((at - home) & mask) < ((at - gap) & mask)) continue;
            slots[gap] = slots[at];
            gap = at;
        }

        slots[gap] = 0;
        segment->Count--;
    }

    // 23/32: a search that fails probes 7 slots at most on average, within one or two cache lines; just after doubling a flow
    // costs 22.3 octets of index.
    private static uint LimitOf(uint slots) => slots / 32 * 23;

    private static nuint GenerationOctets(int generation) => (nuint)SegmentCount * FirstSlots * sizeof(ulong) << generation;

    private static void Place(ulong* slots, uint mask, ulong slot)
    {
        uint at = (uint)(slot >> 32) & mask;
        while (slots[at] != 0) at = (at + 1) & mask;
        slots[at] = slot;
    }

    // The home of a slot of the old half is the same or the same plus the old size, so both streams are written in order.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Double(Segment* segment)
    {
        int order = segment->Generation + 1;
        Generation grown = _generations[order] ??= new Generation(GenerationOctets(order));
        uint slots = (segment->Mask + 1) * 2;
        ulong* into = (ulong*)grown.Pages.Address + (segment - _first) * slots;
        for (uint at = 0; at <= segment->Mask; at++)
        {
            if (segment->Slots[at] != 0) Place(into, slots - 1, segment->Slots[at]);
        }

        grown.Segments++;
        Generation outgrown = _generations[order - 1]!;
        if (--outgrown.Segments == 0)
        {
            outgrown.Pages.Dispose();
            _generations[order - 1] = null;
        }

        segment->Slots = into;
        segment->Mask = slots - 1;
        segment->Limit = LimitOf(slots);
        segment->Generation = order;
    }

    private struct Segment
    {
        public ulong* Slots;
        public uint Mask;
        public uint Count;
        public uint Limit;
        public int Generation;
    }

    private sealed class Generation(nuint octets)
    {
        public NativePages Pages { get; } = new(octets);

        public int Segments { get; set; }
    }
}
