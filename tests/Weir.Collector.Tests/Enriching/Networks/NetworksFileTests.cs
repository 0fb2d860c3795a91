using System.Text;
using Weir.Collector.Enriching.Networks;
using Weir.Testing;
using static Weir.Collector.Tests.Enriching.Networks.KnownNetworks;

namespace Weir.Collector.Tests.Enriching.Networks;

public sealed class NetworksFileTests
{
    [Fact]
    public void The_longest_network_counts_of_each_cell_and_a_dash_says_that_there_is_none()
    {
        NetworkTable table = Read("""
            # Ours.
            network,tag,country
            10.0.0.0/8,office,DE
            10.1.0.0/16,lab,
              # within the lab
            10.1.2.0/24,-,FR
            10.1.2.3,printer,-
            2001:db8::/32,office,nl
            2001:db8:1::/48,,BE
            """);
        Assert.Equal(6, table.Count);
        Assert.Equal("office,DE", Of(table, "10.0.0.1"));
        Assert.Equal("lab,DE", Of(table, "10.1.1.255"));
        Assert.Equal(",FR", Of(table, "10.1.2.2"));
        Assert.Equal("printer,", Of(table, "10.1.2.3"));
        Assert.Equal(",FR", Of(table, "10.1.2.4"));
        Assert.Equal("lab,DE", Of(table, "10.1.3.0"));
        Assert.Equal("office,DE", Of(table, "10.255.255.255"));
        Assert.Equal(",", Of(table, "11.0.0.0"));
        Assert.Equal(",", Of(table, "9.255.255.255"));
        Assert.Equal("office,NL", Of(table, "2001:db8::1"));
        Assert.Equal("office,BE", Of(table, "2001:db8:1:ffff:ffff:ffff:ffff:ffff"));
        Assert.Equal("office,NL", Of(table, "2001:db8:2::"));
        Assert.Equal(",", Of(table, "2001:db9::"));
    }

    [Fact]
    public void The_whole_of_a_version_of_IP_is_a_network_and_says_nothing_of_the_other()
    {
        NetworkTable table = Read("country,network\nAA,0.0.0.0/0\nBB,::/0\nCC,255.255.255.255\nDD,ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128\n");
        Assert.Equal(",AA", Of(table, "0.0.0.0"));
        Assert.Equal(",AA", Of(table, "255.255.255.254"));
        Assert.Equal(",CC", Of(table, "255.255.255.255"));
        Assert.Equal(",BB", Of(table, "::1"));
        Assert.Equal(",BB", Of(table, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe"));
        Assert.Equal(",DD", Of(table, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
        Assert.Equal(",CC", Of(Read("network,country\n::ffff:192.0.2.0/120,CC\n"), "192.0.2.255"));
    }

    [Fact]
    public void A_list_of_first_and_last_addresses_is_read_as_well()
    {
        NetworkTable table = Read("first,last,country\n192.0.2.5,192.0.2.9,DE\n192.0.2.7,192.0.2.7,FR\n2001:db8::5,2001:db8::6,NL\n");
        Assert.Equal([",", ",DE", ",DE", ",FR", ",DE", ",DE", ","], Enumerable.Range(4, 7).Select(i => Of(table, $"192.0.2.{i}")));
        Assert.Equal([",", ",NL", ",NL", ","], Enumerable.Range(4, 4).Select(i => Of(table, $"2001:db8::{i}")));
    }

    [Fact]
    public void The_same_network_may_stand_in_a_list_of_tags_and_in_one_of_countries() =>
        Assert.Equal("web,DE", Of(Read("network,tag,country\n192.0.2.0/24,,DE\n192.0.2.0/24,web,\n192.0.2.0/24,web,DE\n"), "192.0.2.1"));

    [Fact]
    public void The_longest_network_counts_of_systems_too()
    {
        NetworkTable table = Read("as,network,tag\nAS64500,10.0.0.0/8,office\n4200000001,10.1.0.0/16,\n-,10.1.2.0/24,\n,10.1.3.0/24,lab\nas64502,2001:db8::/32,\n");
        Assert.Equal([64500u, 4200000001, 0, 4200000001, 0, 64502, 0], new[] { "10.0.0.1", "10.1.0.1", "10.1.2.1", "10.1.3.1", "11.0.0.1", "2001:db8::1", "::1" }.Select(address => SystemOf(table, address)));
        Assert.Equal("lab,", Of(table, "10.1.3.1"));
        Assert.True(table.HasSystems);
        Assert.False(Read("network,tag,as\n10.0.0.0/8,a,-\n").HasSystems);
    }

    [Fact]
    public void Of_several_files_an_earlier_one_goes_before_a_later_one_whatever_the_prefixes()
    {
        using var place = new TemporaryDirectory();
        File.WriteAllText(place["own.csv"], "network,tag,country\n10.0.0.0/8,office,\n10.1.0.0/16,lab,NL\n2001:db8::/32,six,-\n");
        File.WriteAllText(place["countries.csv"], "network,country,as\n10.0.0.0/7,DE,64500\n10.1.2.0/24,FR,64501\n10.2.0.0/16,FR,\n2001:db8::/48,BE,64502\n");
        NetworkTable table = NetworksFile.Read(new() { Files = [place["own.csv"], place["countries.csv"]] });
        Assert.Equal(7, table.Count);
        Assert.Equal(
            ["office,DE,64500", "lab,NL,64501", "lab,NL,64500", "office,FR,64500", ",DE,64500", ",,0", "six,,64502", "six,,0"],
            new[] { "10.0.0.1", "10.1.2.1", "10.1.3.1", "10.2.0.1", "11.0.0.1", "12.0.0.1", "2001:db8::1", "2001:db8:1::1" }.Select(address => $"{Of(table, address)},{SystemOf(table, address)}"));

        var few = new NetworksOptions { Files = [place["own.csv"], place["countries.csv"]], MaxNetworks = 6 };
        Assert.Equal($"networks file {place["countries.csv"]}, line 5: more networks than max-networks has room for", Assert.Throws<NetworksException>(() => NetworksFile.Read(few)).Message);
    }

    [Fact]
    public void Cells_may_have_quotes_spaces_and_any_letters()
    {
        NetworkTable table = Read([0xEF, 0xBB, 0xBF, .. "Network , \"tag\"\r\n 192.0.2.1 , \"a, \"\"b\"\"\" \r\n\r\n192.0.2.2,Büro 3\r\n192.0.2.3,\"\""u8]);
        Assert.Equal("a, \"b\",", Of(table, "192.0.2.1"));
        Assert.Equal("Büro 3,", Of(table, "192.0.2.2"));
        Assert.Equal(",", Of(table, "192.0.2.3"));
    }

    [Theory]
    [InlineData("", ": it has no line: want network,tag,country in the first")]
    [InlineData("10.0.0.0/8,web\n", ", line 1: there is no column '10.0.0.0/8': want a first line such as network,tag,country,as or first,last,country")]
    [InlineData("network,asn\n", ", line 1: there is no column 'asn'")]
    [InlineData("network,tag,tag\n", ", line 1: column 'tag' is there twice")]
    [InlineData("network\n", ", line 1: neither a tag nor a country nor an as")]
    [InlineData("first,tag\n", ", line 1: columns that do not say which addresses")]
    [InlineData("network,first,last,tag\n", ", line 1: columns that do not say which addresses")]
    [InlineData("network,tag,country,as,first,last,x\n", ", line 1: more than 6 columns")]
    [InlineData("network,tag\n\n# x\n10.0.0.0/8\n", ", line 4: 1 cells; the first line has 2")]
    [InlineData("network,tag\n10.0.0.0/8,a,b\n", ", line 2: 3 cells; the first line has 2")]
    [InlineData("network,tag\n10.0.0.0/8,a,b,c,d,e,f\n", ", line 2: too many cells; the first line has 2")]
    [InlineData("network,tag\n10.0.0.1/8,a\n", ", line 2: '10.0.0.1/8' has bits behind its prefix: want 10.0.0.0/8")]
    [InlineData("network,tag\n10.0.0.0/33,a\n", ", line 2: '10.0.0.0/33' has no prefix length of 0 to 32")]
    [InlineData("network,tag\n2001:db8::/-1,a\n", ", line 2: '2001:db8::/-1' has no prefix length of 0 to 128")]
    [InlineData("network,tag\n10.1,a\n", ", line 2: '10.1' is no address or network: want 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32")]
    [InlineData("network,tag\n\u0001\u0002,a\n", ", line 2: '??' is no address or network")]
    [InlineData("network,country\n10.0.0.0/8,Germany\n", ", line 2: 'Germany' is no country: want its two letters (ISO 3166), such as DE")]
    [InlineData("network,as\n10.0.0.0/8,0\n", ", line 2: '0' is no autonomous system: want its number, 1 to 4294967294")]
    [InlineData("network,as\n10.0.0.0/8,AS4294967295\n", ", line 2: 'AS4294967295' is no autonomous system")]
    [InlineData("network,as\n10.0.0.0/8,1.5\n", ", line 2: '1.5' is no autonomous system")]
    [InlineData("network,as\n10.0.0.0/8,1\n10.0.0.0/8,2\n", ": line 3 says tag '', country '' and as '2' of the network of which line 2 says tag '', country '' and as '1'")]
    [InlineData("network,tag\n10.0.0.0/8,a\u0007b\n", ", line 2: a tag with a control character")]
    [InlineData("network,tag\n10.0.0.0/8,\"a\n", ", line 2: a quote that does not end")]
    [InlineData("network,tag\n10.0.0.0/8,\"a\"b\n", ", line 2: something behind a quote: want a comma")]
    [InlineData("first,last,tag\n192.0.2.2,192.0.2.1,a\n", ", line 2: '192.0.2.2' comes behind '192.0.2.1'")]
    [InlineData("first,last,tag\n192.0.2.2,2001:db8::1,a\n", ", line 2: '192.0.2.2' and '2001:db8::1' are of two versions of IP")]
    [InlineData("first,last,tag\n192.0.2.1,192.0.2.5,a\n192.0.2.4,192.0.2.9,b\n", ": line 3 and line 2 share addresses and neither network lies in the other")]
    [InlineData("network,tag,country\n192.0.2.0/24,a,DE\n192.0.2.0/24,b,\n", ": line 3 says tag 'b', country '' and as '' of the network of which line 2 says tag 'a', country 'DE' and as ''")]
    [InlineData("network,tag\n10.0.0.1,a\n10.0.0.2,a\n10.0.0.3,a\n10.0.0.4,a\n", ", line 5: more networks than max-networks has room for")]
    public void What_is_wrong_is_told_with_its_line(string text, string problem)
    {
        string said = Assert.Throws<NetworksException>(() => Read(text, most: 3)).Message;
        Assert.StartsWith("networks file networks.csv" + problem, said);
    }

    [Fact]
    public void Lines_and_tags_have_an_end()
    {
        Assert.Contains(", line 2: longer than 1024 octets", Assert.Throws<NetworksException>(() => Read("network,tag\n" + new string('#', 1025) + "\n")).Message);
        Assert.Contains(", line 1: longer than 1024 octets", Assert.Throws<NetworksException>(() => Read(new byte[1 << 20])).Message);
        Assert.Contains(", line 2: a tag of 255 octets; 254 are the most", Assert.Throws<NetworksException>(() => Read($"network,tag\n10.0.0.1,{new string('a', 253)}ä\n")).Message);
        Assert.Contains(", line 2: not UTF-8", Assert.Throws<NetworksException>(() => Read([.. "network,tag\n10.0.0.1,"u8, 0xC3, (byte)'\n'])).Message);
        string longest = new('a', 254);
        NetworkTable table = Read($"network,tag\r\n{new string('#', 1024)}\r\n10.0.0.1,{longest}");
        Assert.Equal(longest + ",", Of(table, "10.0.0.1"));
    }

    [Fact]
    public void A_file_that_cannot_be_used_leaves_the_networks_there_were()
    {
        using var place = new TemporaryDirectory();
        var networks = new NetworkDirectory();
        var options = new NetworksOptions { Files = [place["networks.csv"]] };
        Assert.Contains("cannot be read", Assert.Throws<NetworksException>(() => networks.Load(options)).Message);
        File.WriteAllText(options.Files[0], "network,tag\n10.0.0.0/8,a\n");
        networks.Load(options);
        File.WriteAllText(options.Files[0], "network,tag\n10.0.0.0/8,b\n10.0.0.0/9\n");
        Assert.Throws<NetworksException>(() => networks.Load(options));
        Assert.Equal("a,", Of(networks.Current, "10.0.0.1"));
        Assert.Equal((1, 2), (networks.Metrics.Loads.Value, networks.Metrics.Failures.Value));
        networks.Load(null);
        Assert.Equal(",", Of(networks.Current, "10.0.0.1"));
    }

    [Fact]
    public void A_large_list_of_countries_takes_little_memory()
    {
        var text = new StringBuilder("network,country\n");
        for (int i = 0; i < 100_000; i++) text.Append(i / 65536 + 1).Append('.').Append(i / 256 % 256).Append('.').Append(i % 256).Append(".0/24,").Append((char)('A' + i % 26)).Append("A\n");
        byte[] octets = Encoding.ASCII.GetBytes(text.ToString());
        text.Clear();
        NetworkTable table = NetworkTable.Empty;
        long least = long.MaxValue;
        // Other tests run beside this one, and hold memory meanwhile.
        for (int attempt = 0; attempt < 5 && least > 24 * 100_000; attempt++)
        {
            table = NetworkTable.Empty;
            long before = GC.GetTotalMemory(forceFullCollection: true);
            table = Read(octets, most: 100_000);
            least = Math.Min(least, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.True(least <= 24 * 100_000, $"{least} octets");
        Assert.Equal(",DA", Of(table, "1.0.3.77"));
    }
}
