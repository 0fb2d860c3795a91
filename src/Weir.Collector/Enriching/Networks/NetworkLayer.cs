namespace Weir.Collector.Enriching.Networks;

/// <summary>The networks of a file, or of several.</summary>
/// <param name="V4">What is said of addresses of IPv4.</param>
/// <param name="V6">What is said of addresses of IPv6.</param>
/// <param name="Count">Networks read.</param>
internal sealed record NetworkLayer(AddressRanges<uint> V4, AddressRanges<UInt128> V6, int Count)
{
    /// <summary>No networks.</summary>
    public static NetworkLayer Empty { get; } = new(new([0], [default]), new([UInt128.Zero], [default]), 0);

    /// <summary>What this says, and where it says nothing what another does.</summary>
    public NetworkLayer Over(NetworkLayer other) => new(V4.Over(other.V4), V6.Over(other.V6), Count + other.Count);
}
