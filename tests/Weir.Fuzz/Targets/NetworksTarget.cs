using System.Text;
using Weir.Collector.Enriching.Networks;
using Weir.Testing;
using Weir.Wire.Primitives;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>A file of networks.</summary>
internal sealed class NetworksTarget : IFuzzTarget
{
    private static readonly string[] Lists =
    [
        "network,tag,country,as\n# ours\n10.0.0.0/8,office,DE,64500\n10.1.0.0/16,\"lab, \"\"old\"\"\",,-\n10.1.2.0/24,-,FR,AS4200000000\n2001:db8::/32,office,nl,\n::/0,,AA,\n0.0.0.0/0,x,,1\n",
        "first,last,country\r\n192.0.2.5,192.0.2.9,DE\r\n192.0.2.7,192.0.2.7,FR\r\n2001:db8::5,2001:db8::6,NL\r\n",
    ];

    private readonly NetworksOptions _options;

    private NetworksTarget(string name, int most, byte[][] corpus, byte[][] words) =>
        (Name, _options, Corpus, Words) = (name, new() { Files = ["networks"], MaxNetworks = most, MaxLineOctets = 200 }, corpus, words);

    public string Name { get; }

    public IReadOnlyList<byte[]> Corpus { get; }

    public IReadOnlyList<byte[]> Words { get; }

    /// <summary>Lists of one's own.</summary>
    public static NetworksTarget OfLists() => new(
        "networks",
        50,
        [.. Lists.Select(Encoding.UTF8.GetBytes)],
        ["network"u8.ToArray(), "/0"u8.ToArray(), "255.255.255.255"u8.ToArray(), "::ffff:"u8.ToArray(), "-"u8.ToArray(), "\",\""u8.ToArray()]);

    /// <summary>Databases in MaxMind's format.</summary>
    public static NetworksTarget OfDatabases() => new(
        "databases",
        500,
        [.. ((string[])["country", "asn", "lite"]).Select(static name => File.ReadAllBytes(RepositoryRoot.Path($"tests/data/networks/{name}.mmdb")))],
        [[0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8], "node_count"u8.ToArray(), "record_size"u8.ToArray(), [0x20, 0x00], [0x3F, 0xFF, 0xFF, 0xFF, 0xFF], [0xE1], [0x01, 0x04], [0xFF, 0xFF, 0xFF]]);

    public void Restart()
    {
    }

    public void Take(ReadOnlySpan<byte> input)
    {
        try
        {
            using var content = new MemoryStream(input.ToArray());
            NetworkTable table = NetworksFile.Read(content, _options);
            Assert.InRange(table.Count, 0, _options.MaxNetworks);
            foreach (ulong bits in (ulong[])[0, 1, 0x0100_0001, 0x0A01_0203, 0xC000_0207, 0xFF01_0000, uint.MaxValue, ulong.MaxValue])
            {
                Look(table, IpAddress.FromV4((uint)bits));
                Look(table, new(bits, ~bits));
            }
        }
        catch (NetworksException)
        {
            // As it should be.
        }
    }

    public void Dispose()
    {
    }

    private static void Look(NetworkTable table, IpAddress address)
    {
        NetworkLabel label = table.Find(address);
        Assert.InRange(table.Text(label.Tag).Length, 0, 254);
        Assert.InRange(table.Text(label.Country).Length, 0, 2);
    }
}
