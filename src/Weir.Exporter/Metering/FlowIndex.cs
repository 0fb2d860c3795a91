using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weir.Exporter.Metering;

/// <summary>
/// Where the entries of the flow table are, by hash: open addressing over buckets of one cache line. A slot is 64 bits: the
/// entry's number in the lower half, 0 where the slot is empty, its hash in the upper.
/// </summary>
/// <remarks>
/// The eight slots of a bucket are compared at once, so that a search neither walks nor guesses (bench/Weir.Benchmarks/Metering/FlowTableBenchmarks). An entry lies in its home
/// bucket, or in the first one behind it that had room: all buckets from its home to where it lies are full. Taking one out
/// of a full bucket moves one up from behind, so that this stays true.
///
/// The index is cut into 64 segments by the upper bits of the hash, and each segment doubles by itself, so that the longest
/// stall is a 64th of what doubling the whole would cost. Segments of one size live in one stretch of memory, a generation,
/// which is given back when the last of them has outgrown it.
/// </remarks>
internal sealed unsafe class FlowIndex : IDisposable
{
    private const int SegmentBits = 6;
    private const int SegmentCount = 1 << SegmentBits;
    private const int BucketSlots = 8;
    private const int FirstSlots = 256;

    /// <summary>Lanes of 32 bits that hold numbers, and those that hold hashes.</summary>
    private const uint NumberLanes = 0x5555;
    private const uint HashLanes = 0xAAAA;

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
            _segments[i] = new Segment { Slots = (ulong*)generation.Pages.Address + i * FirstSlots, Mask = FirstSlots / BucketSlots - 1, Limit = LimitOf(FirstSlots) };
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
        Segment* segment = SegmentOf(hash);
        if (Sse.IsSupported) Sse.Prefetch0(Bucket(segment->Slots, hash & segment->Mask));
    }

    /// <summary>Number of the first entry with that hash, 0 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Candidate(uint hash)
    {
        Segment* segment = SegmentOf(hash);
        for (uint at = hash; ; at++)
        {
            uint* bucket = (uint*)Bucket(segment->Slots, at & segment->Mask);
            uint matches = Matches(bucket, hash, out uint empty);
            if (matches != 0) return bucket[BitOperations.TrailingZeroCount(matches) - 1];
            if (empty != 0) return 0;
        }
    }

    /// <summary>Number of the entry with that key, 0 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public uint Find(uint hash, in FlowKey key, FlowEntry* entries)
    {
        Segment* segment = SegmentOf(hash);
        for (uint at = hash; ; at++)
        {
            uint* bucket = (uint*)Bucket(segment->Slots, at & segment->Mask);
            for (uint matches = Matches(bucket, hash, out _); matches != 0; matches &= matches - 1)
            {
                uint number = bucket[BitOperations.TrailingZeroCount(matches) - 1];
                if (FlowKey.Equals(in entries[number].Key, in key)) return number;
            }

            if (Empty(bucket) != 0) return 0;
        }
    }

    /// <summary>Puts in an entry whose key is not there yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Insert(uint hash, uint number)
    {
        Segment* segment = SegmentOf(hash);
        if (segment->Count == segment->Limit) Double(segment);
        segment->Count++;
        Place(segment->Slots, segment->Mask, (ulong)hash << 32 | number);
    }

    /// <summary>Takes out an entry that is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Remove(uint hash, uint number)
    {
        Segment* segment = SegmentOf(hash);
        Vector512<ulong> wanted = Vector512.Create((ulong)hash << 32 | number);
        uint at = hash;
        ulong* bucket;
        ulong found;
        do
        {
            bucket = Bucket(segment->Slots, at++ & segment->Mask);
            found = Vector512.Equals(Vector512.LoadAligned(bucket), wanted).ExtractMostSignificantBits();
        }
        while (found == 0);

        bool wasFull = Empty((uint*)bucket) == 0;
        bucket[BitOperations.TrailingZeroCount(found)] = 0;
        segment->Count--;
        if (wasFull) MoveUp(segment, at - 1, bucket + BitOperations.TrailingZeroCount(found));
    }

    // Fills the gap in a bucket that was full with an entry that had to go past it, then the gap that this one leaves.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MoveUp(Segment* segment, uint gapAt, ulong* gap)
    {
        uint mask = segment->Mask;
        for (uint at = gapAt + 1; ; at++)
        {
            ulong* bucket = Bucket(segment->Slots, at & mask);
            bool isFull = Empty((uint*)bucket) == 0;
            for (int i = 0; i < BucketSlots; i++)
            {
                // From its home on, does the way of this entry lead past the gap?
                if (bucket[i] == 0 || ((at - (uint)(bucket[i] >> 32)) & mask) < ((at - gapAt) & mask)) continue;
                *gap = bucket[i];
                bucket[i] = 0;
                gap = bucket + i;
                gapAt = at;
                break;
            }

            if (!isFull) return;
        }
    }

    // 23/32: one bucket in five is full at most; just after doubling a flow costs 22.3 octets of index.
    private static uint LimitOf(uint slots) => slots / 32 * 23;

    private static nuint GenerationOctets(int generation) => (nuint)SegmentCount * FirstSlots * sizeof(ulong) << generation;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Segment* SegmentOf(uint hash) => _first + (hash >> (32 - SegmentBits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong* Bucket(ulong* slots, uint bucket) => slots + (nuint)bucket * BucketSlots;

    // Bits of the hash lanes of entries with that hash, and of the number lanes of empty slots.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Matches(uint* bucket, uint hash, out uint empty)
    {
        empty = Empty(bucket);
        uint equal = (uint)Vector512.Equals(Vector512.LoadAligned(bucket), Vector512.Create(hash)).ExtractMostSignificantBits();
        return equal & HashLanes & ~(empty << 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Empty(uint* bucket) =>
        (uint)Vector512.Equals(Vector512.LoadAligned(bucket), Vector512<uint>.Zero).ExtractMostSignificantBits() & NumberLanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Place(ulong* slots, uint mask, ulong slot)
    {
        for (uint at = (uint)(slot >> 32); ; at++)
        {
            ulong* bucket = Bucket(slots, at & mask);
            uint empty = Empty((uint*)bucket);
            if (empty == 0) continue;
            bucket[BitOperations.TrailingZeroCount(empty) / 2] = slot;
            return;
        }
    }

    // The home of a slot of the old half is the same or the same plus the old size, so both streams are written in order.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Double(Segment* segment)
    {
        int order = segment->Generation + 1;
        Generation grown = _generations[order] ??= new Generation(GenerationOctets(order));
        uint slots = (segment->Mask + 1) * BucketSlots * 2;
        ulong* into = (ulong*)grown.Pages.Address + (segment - _first) * slots;
        for (uint at = 0; at < slots / 2; at++)
        {
            if (segment->Slots[at] != 0) Place(into, slots / BucketSlots - 1, segment->Slots[at]);
        }

        grown.Segments++;
        Generation outgrown = _generations[order - 1]!;
        if (--outgrown.Segments == 0)
        {
            outgrown.Pages.Dispose();
            _generations[order - 1] = null;
        }

        segment->Slots = into;
        segment->Mask = slots / BucketSlots - 1;
        segment->Limit = LimitOf(slots);
        segment->Generation = order;
    }

    private struct Segment
    {
        public ulong* Slots;

        /// <summary>Buckets less one.</summary>
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
