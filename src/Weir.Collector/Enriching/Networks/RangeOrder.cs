namespace Weir.Collector.Enriching.Networks;

/// <summary>Ranges by where they begin, then the larger first, then by line: what lies within another comes behind it.</summary>
/// <typeparam name="T">The bits of an address.</typeparam>
internal readonly struct RangeOrder<T> : IComparer<NetworkRange<T>>
    where T : unmanaged, IComparable<T>
{
    /// <inheritdoc/>
    public int Compare(NetworkRange<T> x, NetworkRange<T> y)
    {
        int order = x.First.CompareTo(y.First);
        if (order == 0) order = y.Last.CompareTo(x.Last);
        return order != 0 ? order : x.Line.CompareTo(y.Line);
    }
}
