using System.Net;
using System.Text;
using Weir.Collector.Enriching.Networks;
using Weir.Testing;
using Weir.Testing.Processes;
using static Weir.Collector.Tests.Enriching.Networks.KnownNetworks;

namespace Weir.Collector.Tests.Enriching.Networks;

/// <summary>Databases in MaxMind's format, with MaxMind's own reader for Python as the oracle.</summary>
public sealed class NetworksDatabaseTests
{
    private const string Python = "/usr/bin/python3";

    private const string Oracle = """
        import maxminddb, sys
        database = maxminddb.open_database(sys.argv[1])
        is_v4 = database.metadata().ip_version == 4
        for text in sys.stdin.read().split():
            record = (None if is_v4 and ':' in text else database.get(text)) or {}
            country = record.get('country_code') or record.get('country', {}).get('iso_code', '')
            system = str(record.get('autonomous_system_number') or record.get('asn', '0'))
            print(f",{country.upper()},{system.removeprefix('AS')}")
        """;

    [Theory]
    [InlineData("country")]
    [InlineData("asn")]
    [InlineData("lite")]
    public void An_address_has_what_another_reader_finds(string name)
    {
        Tool.Require(Python);
        string database = Fixture(name);
        var random = new Random(5);
        List<string> addresses = ["0.0.0.0", "255.255.255.255", "2600::1", "2400::", "2401:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"];
        for (int i = 0; i < 3000; i++)
        {
            byte[] octets = new byte[random.Next(2) == 0 ? 4 : 16];
            for (int octet = 0; octet < octets.Length; octet++) octets[octet] = random.Next(9) == 0 ? (byte)random.Next(256) : (byte)(random.Next(3) switch { 0 => 0, 1 => 1, _ => 255 });
            if (octets.Length == 16) (octets[0], octets[1]) = (0x24, (byte)random.Next(3));
            addresses.Add(new IPAddress(octets).ToString());
        }

        ToolResult told = Tool.Run(Python, ["-c", Oracle, database], input: string.Join('\n', addresses));
        Assert.True(told.ExitCode == 0, told.Error);
        string[] expected = told.Output.TrimEnd().Split('\n');
        Assert.InRange(expected.Distinct().Count(), 20, 200);

        NetworkTable table = NetworksFile.Read(new() { Files = [database] });
        Assert.Equal(expected, addresses.Select(address => $"{Of(table, address)},{SystemOf(table, address)}"));
        Assert.Equal(name != "country", table.HasSystems);
    }

    [Fact]
    public void Networks_side_by_side_of_which_the_same_is_said_are_one_and_those_of_IPv4_are_there_once()
    {
        // The database has each network of IPv4 four times, and a larger one cut in pieces around those within it.
        NetworkTable table = NetworksFile.Read(new() { Files = [Fixture("country")] });
        Assert.InRange(table.Count, 50, 250);
        Assert.Equal(Of(table, "1.0.0.1"), Of(table, "::ffff:1.0.0.1"));
        Assert.Equal(",", Of(table, "2002:100:1::"));
    }

    [Fact]
    public void A_list_of_ones_own_goes_before_databases()
    {
        using var place = new TemporaryDirectory();
        File.WriteAllText(place["own.csv"], "network,tag,country,as\n1.0.0.0/16,lab,-,\n1.0.0.1,,,7\n");
        NetworkTable databases = NetworksFile.Read(new() { Files = [Fixture("country"), Fixture("asn")] });
        NetworkTable table = NetworksFile.Read(new() { Files = [place["own.csv"], Fixture("country"), Fixture("asn")] });
        Assert.Equal(databases.Count + 2, table.Count);
        Assert.Equal(("lab,", 7u), (Of(table, "1.0.0.1"), SystemOf(table, "1.0.0.1")));
        Assert.Equal(("lab,", SystemOf(databases, "1.0.0.255")), (Of(table, "1.0.0.255"), SystemOf(table, "1.0.0.255")));
        Assert.Equal((Of(databases, "255.1.0.1"), SystemOf(databases, "255.1.0.1")), (Of(table, "255.1.0.1"), SystemOf(table, "255.1.0.1")));
    }

    [Fact]
    public void What_is_wrong_with_a_database_is_told()
    {
        byte[] whole = File.ReadAllBytes(Fixture("country"));
        Assert.EndsWith(": more networks than max-networks has room for", Message(whole, most: 5));
        // Without the tree that the metadata tells of.
        Assert.Contains("networks file networks.csv: a database that cannot be read: ", Message(whole[^400..]));
        // Of a mark alone.
        Assert.Contains("networks file networks.csv: a database that cannot be read: ", Message([0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8]));
        // Of 128 nodes, both ends of each the next one: 2^128 ends.
        Assert.EndsWith(": a database whose tree has more ends than its file has room for", Message(Endless()));
        // Its keys are those of something else.
        Assert.EndsWith(": a database that tells neither countries nor autonomous systems", Message([.. Replaced(whole, "iso_code"u8, "iso_coda"u8)]));
    }

    private static byte[] Endless()
    {
        byte[] tree = [.. Enumerable.Range(1, 128).SelectMany(static node => (byte[])[0, 0, (byte)node, 0, 0, (byte)node])];
        return
        [
            .. tree, .. new byte[16], 0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8, 0xE9, .. Key("node_count"), 0xC1, 128, .. Key("record_size"), 0xA1, 24, .. Key("ip_version"), 0xA1, 6,
            .. Key("database_type"), .. Key("X"), .. Key("binary_format_major_version"), 0xA1, 2, .. Key("binary_format_minor_version"), 0xA0, .. Key("build_epoch"), 0x01, 0x02, 1,
            .. Key("languages"), 0x00, 0x04, .. Key("description"), 0xE0,
        ];

        // Text of up to 28 octets.
        static byte[] Key(string text) => [(byte)(0x40 | text.Length), .. Encoding.ASCII.GetBytes(text)];
    }

    private static byte[] Replaced(byte[] octets, ReadOnlySpan<byte> what, ReadOnlySpan<byte> by)
    {
        byte[] copy = [.. octets];
        for (int at; (at = copy.AsSpan().IndexOf(what)) >= 0;) by.CopyTo(copy.AsSpan(at));
        return copy;
    }

    private static string Message(byte[] octets, int most = 1000) => Assert.Throws<NetworksException>(() => Read(octets, most)).Message;

    private static string Fixture(string name) => RepositoryRoot.Path($"tests/data/networks/{name}.mmdb");
}
