using Weir.Wire.Primitives;

namespace Weir.Collector.Enriching.Networks;

/// <summary>Networks, and what is said of each: for an address the longest prefix that has a value counts, of tag and country each. It does not change, so that any thread may ask it.</summary>
public sealed class NetworkTable
{
    private readonly AddressRanges<uint> _v4;
    private readonly AddressRanges<UInt128> _v6;
    private readonly byte[][] _texts;

    internal NetworkTable(AddressRanges<uint> v4, AddressRanges<UInt128> v6, byte[][] texts, int count)
    {
        _v4 = v4;
        _v6 = v6;
        _texts = texts;
        Count = count;
    }

    /// <summary>No networks.</summary>
    public static NetworkTable Empty { get; } = new(new([0], [default]), new([UInt128.Zero], [default]), new LabelTexts().ToArray(), 0);

    /// <summary>Networks read.</summary>
    public int Count { get; }

    /// <summary>What is said of an address.</summary>
    public NetworkLabel Find(IpAddress address) => address.IsV4 ? _v4.Find(address.V4Bits) : _v6.Find(new UInt128(address.High, address.Low));

    /// <summary>A text by its number, in UTF-8; empty where there is none.</summary>
    public ReadOnlySpan<byte> Text(int number) => _texts[number];
}
