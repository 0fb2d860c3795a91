using System.Text;
using Weir.Collector.Enriching.Networks;
using Weir.Testing;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Enriching.Networks;

/// <summary>Networks files as texts, and what they say of addresses.</summary>
internal static class KnownNetworks
{
    public static NetworkTable Read(string text, int most = 1000) => Read(Encoding.UTF8.GetBytes(text), most);

    public static NetworkTable Read(byte[] octets, int most = 1000)
    {
        using var content = new MemoryStream(octets);
        return NetworksFile.Read(content, new() { Files = ["networks.csv"], MaxNetworks = most });
    }

    /// <summary>Tag and country of an address, with a comma between.</summary>
    public static string Of(NetworkTable table, string address)
    {
        NetworkLabel label = Find(table, address);
        return $"{Encoding.UTF8.GetString(table.Text(label.Tag))},{Encoding.UTF8.GetString(table.Text(label.Country))}";
    }

    /// <summary>The autonomous system of an address; 0 where there is none.</summary>
    public static uint SystemOf(NetworkTable table, string address) => Find(table, address) is { HasSystem: true, System: var system } ? system : 0;

    private static NetworkLabel Find(NetworkTable table, string address) => table.Find(IpAddress.TryParse(address, out IpAddress parsed) ? parsed : throw new FormatException(address));

    /// <summary>A directory whose networks are those of a text.</summary>
    public static NetworkDirectory Directory(string text)
    {
        using var place = new TemporaryDirectory();
        File.WriteAllText(place["networks.csv"], text);
        var networks = new NetworkDirectory();
        networks.Load(new() { Files = [place["networks.csv"]] });
        return networks;
    }
}
