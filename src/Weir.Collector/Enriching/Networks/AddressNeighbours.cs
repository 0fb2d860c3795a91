using System.Numerics;

namespace Weir.Collector.Enriching.Networks;

/// <summary>Ranges in the order of their addresses; those side by side of which the same is said become one.</summary>
/// <typeparam name="T">The bits of an address.</typeparam>
internal sealed class AddressNeighbours<T>
    where T : unmanaged, IBinaryInteger<T>
{
    /// <summary>The ranges so far.</summary>
    public List<NetworkRange<T>> Ranges { get; } = [];

    /// <summary>Adds a range.</summary>
    public void Add(T first, T last, NetworkLabel label)
    {
        if (Ranges.Count > 0 && Ranges[^1] is var before && before.Label == label && before.Last < first && before.Last + T.One == first)
        {
            Ranges[^1] = before with { Last = last };
            return;
        }

        Ranges.Add(new(first, last, label, 0));
    }
}
