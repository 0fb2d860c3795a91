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
        return NetworksFile.Read(content, new() { File = "networks.csv", MaxNetworks = most });
    }

    /// <summary>Tag and country of an address, with a comma between.</summary>
    public static string Of(NetworkTable table, string address)
    {
        NetworkLabel label = table.Find(IpAddress.TryParse(address, out IpAddress parsed) ? parsed : throw new FormatException(address));
        return $"{Encoding.UTF8.GetString(table.Text(label.Tag))},{Encoding.UTF8.GetString(table.Text(label.Country))}";
    }

    /// <summary>A directory whose networks are those of a text.</summary>
    public static NetworkDirectory Directory(string text)
    {
        using var place = new TemporaryDirectory();
        File.WriteAllText(place["networks.csv"], text);
        var networks = new NetworkDirectory();
        networks.Load(new() { File = place["networks.csv"] });
        return networks;
    }
}
