using Weir.Wire.Primitives;

namespace Weir.Collector.Enriching.Networks;

/// <summary>Networks, and what is said of each: for an address the longest prefix that has a value counts, of tag, country and system each. It does not change, so that any thread may ask it.</summary>
public sealed class NetworkTable
{
    private readonly NetworkLayer _networks;
    private readonly byte[][] _texts;

    internal NetworkTable(NetworkLayer networks, LabelTexts texts)
    {
        _networks = networks;
        _texts = texts.ToArray();
        HasSystems = networks.V4.Any(static label => label.HasSystem) || networks.V6.Any(static label => label.HasSystem);
    }

    /// <summary>No networks.</summary>
    public static NetworkTable Empty { get; } = new(NetworkLayer.Empty, new());

    /// <summary>Networks read.</summary>
    public int Count => _networks.Count;

    /// <summary>Whether some network is said to be of an autonomous system.</summary>
    public bool HasSystems { get; }

    /// <summary>What is said of an address.</summary>
    public NetworkLabel Find(IpAddress address) => address.IsV4 ? _networks.V4.Find(address.V4Bits) : _networks.V6.Find(new UInt128(address.High, address.Low));

    /// <summary>A text by its number, in UTF-8; empty where there is none.</summary>
    public ReadOnlySpan<byte> Text(int number) => _texts[number];
}
