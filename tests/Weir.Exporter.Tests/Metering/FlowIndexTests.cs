using Weir.Exporter.Metering;

namespace Weir.Exporter.Tests.Metering;

/// <summary>The index against a dictionary, with hashes that collide more or less.</summary>
public sealed unsafe class FlowIndexTests
{
    [Theory]
    [InlineData(uint.MaxValue, 40_000)]
    [InlineData(0x0000_00FF, 1_000)]
    [InlineData(0xFC00_00FF, 12_000)]
    [InlineData(0, 300)]
    public void Entries_are_found_until_they_are_removed(uint kept, int entryCount)
    {
        var random = new Random(7);
        var hash = new FlowKeyHash(99, kept);
        using var index = new FlowIndex();
        using var pages = new NativePages((nuint)(entryCount + 1) * FlowEntry.Size);
        var entries = (FlowEntry*)pages.Address;
        var held = new List<uint>();
        var free = Enumerable.Range(1, entryCount).Select(number => (uint)number).ToList();
        foreach (uint number in free)
        {
            entries[number].Key = new FlowKey { SourcePort = (ushort)number, DestinationPort = (ushort)(number >> 16), IpVersion = 4 };
        }

        // Mostly filling, then mostly emptying, and so on: gaps open in long runs and are not filled by the same keys.
        for (int phase = 0; phase < 6; phase++)
        {
            for (int step = 0; step < entryCount; step++)
            {
                bool add = held.Count == 0 || (free.Count > 0 && random.Next(4) < (phase % 2 == 0 ? 3 : 1));
                uint number = TakeOne(random, add ? free : held);
                uint hashed = hash.Of(in entries[number].Key);
                if (add) index.Insert(hashed, number);
                else index.Remove(hashed, number);
                (add ? held : free).Add(number);
            }

            foreach (uint number in held) Assert.Equal(number, index.Find(hash.Of(in entries[number].Key), in entries[number].Key, entries));
            foreach (uint number in free) Assert.Equal(0u, index.Find(hash.Of(in entries[number].Key), in entries[number].Key, entries));
        }

        foreach (uint number in held) index.Remove(hash.Of(in entries[number].Key), number);
        foreach (uint number in held) Assert.Equal(0u, index.Candidate(hash.Of(in entries[number].Key)));
    }

    private static uint TakeOne(Random random, List<uint> numbers)
    {
        int at = random.Next(numbers.Count);
        uint number = numbers[at];
        numbers[at] = numbers[^1];
        numbers.RemoveAt(numbers.Count - 1);
        return number;
    }

    [Fact]
    public void A_flow_costs_no_more_than_160_octets()
    {
        Assert.Equal(FlowEntry.Size, sizeof(FlowEntry));
        const int Flows = 200_000;
        using var index = new FlowIndex();
        var random = new Random(3);
        for (uint number = 1; number <= Flows; number++) index.Insert((uint)random.NextInt64(1L << 32), number);
        const double WheelBlock = 64.0 / TimerWheel.Block.Capacity;
        const int FreeList = sizeof(uint);
        Assert.InRange((double)index.ReservedOctets / Flows + FlowEntry.Size + WheelBlock + FreeList, 140, 160);
    }

    [Fact]
    public void Keys_that_differ_in_one_bit_hash_apart()
    {
        var hash = new FlowKeyHash(5);
        var seen = new HashSet<uint>();
        for (int bit = 0; bit < FlowKey.Size * 8; bit++)
        {
            FlowKey key = default;
            ((byte*)&key)[bit / 8] = (byte)(1 << bit % 8);
            Assert.True(seen.Add(hash.Of(in key)));
        }
    }

    [Fact]
    public void Another_seed_hashes_otherwise()
    {
        FlowKey key = new() { SourcePort = 1, IpVersion = 4 };
        Assert.NotEqual(new FlowKeyHash(1).Of(in key), new FlowKeyHash(2).Of(in key));
    }
}
