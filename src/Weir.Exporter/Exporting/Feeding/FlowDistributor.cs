using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Exporting.Feeding;

/// <summary>
/// Gives records to the queues of collectors: each to all, or each to one. Then the one is that whose hash of the flow is the highest
/// (rendezvous hashing): the same for both directions of a conversation and in every run, and when a collector comes or goes only its
/// own flows move. One caller at a time.
/// </summary>
public sealed class FlowDistributor
{
    private const ulong Odd1 = 0x9E3779B97F4A7C15;
    private const ulong Odd2 = 0xC2B2AE3D27D4EB4F;

    private readonly FlowQueue[] _queues;
    private readonly ulong[] _seeds;
    private readonly ushort[][] _rows;
    private readonly int[] _counts;

    /// <summary>Over some queues.</summary>
    /// <param name="queues">Each with the name of its collector, from which its share follows.</param>
    /// <param name="distribution">Who gets what.</param>
    public FlowDistributor(IEnumerable<(string Name, FlowQueue Queue)> queues, Distribution distribution)
    {
        (string Name, FlowQueue Queue)[] all = [.. queues];
        _queues = [.. all.Select(static each => each.Queue)];
        bool balances = distribution == Distribution.FlowHash && all.Length > 1;
        _seeds = balances ? [.. all.Select(static each => SeedOf(each.Name))] : [];
        _rows = [.. _seeds.Select(static _ => new ushort[FlowBatch.Capacity])];
        _counts = new int[_seeds.Length];
    }

    /// <summary>Gives all records of a batch away.</summary>
    public void Write(FlowBatch batch)
    {
        if (_seeds.Length == 0)
        {
            foreach (FlowQueue queue in _queues) queue.Add(batch, 0, batch.Count);
            return;
        }

        Divide(batch);
        for (int i = 0; i < _queues.Length; i++) _queues[i].Add(batch, _rows[i].AsSpan(0, _counts[i]));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Divide(FlowBatch batch)
    {
        Array.Clear(_counts);
        ReadOnlySpan<IpAddress> sources = batch.Column(FlowColumns.SrcAddr);
        ReadOnlySpan<IpAddress> destinations = batch.Column(FlowColumns.DstAddr);
        ReadOnlySpan<ushort> sourcePorts = batch.Column(FlowColumns.SrcPort);
        ReadOnlySpan<ushort> destinationPorts = batch.Column(FlowColumns.DstPort);
        ReadOnlySpan<byte> protocols = batch.Column(FlowColumns.Proto);
        for (int row = 0; row < batch.Count; row++)
        {
            // Sums are the same in both directions.
            ulong hash = HashOf(in sources[row]) + HashOf(in destinations[row]);
            if (batch.IsValid(FlowColumns.SrcPort, row)) hash += Mix(sourcePorts[row] + Odd1);
            if (batch.IsValid(FlowColumns.DstPort, row)) hash += Mix(destinationPorts[row] + Odd1);
            hash += protocols[row];
            int best = 0;
            ulong highest = 0;
            for (int i = 0; i < _seeds.Length; i++)
            {
                ulong weight = Mix(hash ^ _seeds[i]);
                if (weight < highest) continue;
                (highest, best) = (weight, i);
            }

            _rows[best][_counts[best]++] = (ushort)row;
        }
    }

    private static ulong HashOf(in IpAddress address)
    {
        ReadOnlySpan<ulong> halves = MemoryMarshal.Cast<IpAddress, ulong>(new ReadOnlySpan<IpAddress>(in address));
        return Mix(halves[0] * Odd1 ^ Mix(halves[1] + Odd2));
    }

    // The finisher of splitmix64: every bit of the input moves half of the output.
    private static ulong Mix(ulong value)
    {
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
        value = (value ^ value >> 27) * 0x94D049BB133111EB;
        return value ^ value >> 31;
    }

    private static ulong SeedOf(string name)
    {
        ulong seed = Odd2;
        foreach (char letter in name) seed = Mix(seed ^ letter);
        return seed;
    }
}
