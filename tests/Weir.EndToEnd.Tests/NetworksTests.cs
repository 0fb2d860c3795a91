using System.Globalization;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>Tags and countries by a file of networks: sums by tag are those that nfdump has of the same prefixes.</summary>
public sealed class NetworksTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // The generator's servers, each half of them, and its clients.
    private const string Networks = """
        network,tag,country
        198.18.0.0/15,servers,DE
        198.19.0.0/16,others,
        198.19.128.0/17,-,FR
        10.0.0.0/8,office,nl
        2001:db8::/32,six,
        2001:db8:ffff::/48,seven,DE
        """;

    private static readonly (string Weir, string Nfdump)[] Filters =
    [
        ("src tag servers", "src net 198.18.0.0/16"), ("dst tag servers", "dst net 198.18.0.0/16"), ("tag others", "net 198.19.0.0/16 and not net 198.19.128.0/17"),
        ("src tag in [six, seven]", "src net 2001:db8::/32"), ("tag seven", "net 2001:db8:ffff::/48"), ("src country DE", "src net 198.18.0.0/15 and not src net 198.19.128.0/17 or src net 2001:db8:ffff::/48"),
        ("country fr", "net 198.19.128.0/17"), ("country NL", "net 10.0.0.0/8"), ("ip4 and not tag like '%'", "inet and src net 198.19.128.0/17 and not dst net 10.0.0.0/8"),
    ];

    [Fact]
    public void Sums_by_tag_and_country_are_nfdumps_sums_by_prefix()
    {
        Tool.Require("nfcapd", "nfdump");
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"];
        File.WriteAllText(directory["networks.csv"], Networks);
        (RunningTool collector, int port) = WeirProgram.Collect(archive, "--networks", directory["networks.csv"]);
        using (collector)
        {
            WeirProgram.Output("generate", "--to", $"netflow9://127.0.0.1:{port}", "--flows-per-second", "3000", "--count", "3000", "--ipv6", "30");
            UdpQueue.WaitUntilRead(port, Patience);
            Assert.Equal(0, collector.Stop().ExitCode);
        }

        using var nfcapd = Nfcapd.Start("nfcapd", directory["nfcapd"]);
        WeirProgram.Output("replay", "--archive", archive, "--to", $"ipfix://127.0.0.1:{nfcapd.Port}", "--pace", "20000");
        string file = nfcapd.StopAndFind();
        Assert.All(Filters, pair =>
        {
            string nfdump = Tool.Output("nfdump", "-r", file, "-q", "-N", "-o", "fmt:%pkt,%byt", pair.Nfdump);
            long[][] records = [.. nfdump.Split('\n').Where(static line => line.Contains(',')).Select(static line => line.Split(',').Select(static one => long.Parse(one, CultureInfo.InvariantCulture)).ToArray())];
            JsonElement[] rows = WeirProgram.Json("flows", "--archive", archive, "-n", "100000", "--columns", "packets,bytes", pair.Weir);
            Assert.Equal(
                (pair.Weir, records.Length, records.Sum(static one => one[0]), records.Sum(static one => one[1])),
                (pair.Weir, rows.Length, rows.Sum(static row => row.GetProperty("packets").GetInt64()), rows.Sum(static row => row.GetProperty("bytes").GetInt64())));
            if (!pair.Weir.StartsWith("ip4", StringComparison.Ordinal)) Assert.NotEmpty(rows);
        });

        // The same by groups, over time, of pairs and crosswise.
        long ofServers = Flows("src tag servers");
        Assert.Equal(ofServers, Row("top", "--by", "src_tag").GetProperty("flows").GetInt64());
        Assert.NotEmpty(WeirProgram.Json("series", "--archive", archive, "--by", "src_country"));
        Assert.NotEmpty(WeirProgram.Json("matrix", "--archive", archive, "--rows", "src_tag", "--across", "dst_country"));
        Assert.NotEmpty(WeirProgram.Json("pairs", "--archive", archive, "tag servers"));

        long Flows(string filter) => WeirProgram.Json("flows", "--archive", archive, "-n", "100000", "--columns", "bytes", filter).Length;
        JsonElement Row(params string[] question) =>
            WeirProgram.Json([.. question, "--archive", archive, "-n", "100"]).Single(static row => row.GetProperty("src_tag").GetString() == "servers");
    }

    [Fact]
    public void A_hangup_reads_the_file_again_and_one_that_is_wrong_changes_nothing()
    {
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"];
        string file = directory["networks.csv"];
        File.WriteAllText(file, "network,tag\n198.18.0.0/15,one\n10.0.0.0/8,one\n");
        (RunningTool collector, int port) = WeirProgram.Collect(archive, "--networks", file, "--segment-age", "0.5");
        using (collector)
        {
            Generate(port, archive, 100);
            File.WriteAllText(file, "network,tag\n198.18.0.0/15,two\n10.0.0.0/33,two\n");
            HangUp(collector);
            collector.WaitForText($"networks file {file}, line 3: '10.0.0.0/33' has no prefix length of 0 to 32; the networks stay as they were", Patience);
            Generate(port, archive, 200);
            Assert.All(WeirProgram.Json("top", "--archive", archive, "--by", "src_tag,dst_tag"), static row => Assert.Equal(("one", "one"), (row.GetProperty("src_tag").GetString(), row.GetProperty("dst_tag").GetString())));

            File.WriteAllText(file, "network,tag\n0.0.0.0/0,two\n");
            HangUp(collector);
            collector.WaitForText($"{file}: 1 networks", Patience);
            Generate(port, archive, 300);
            Assert.Equal(0, collector.Stop().ExitCode);
        }

        Assert.Equal([("one", 200L), ("two", 100L)], WeirProgram.Json("top", "--archive", archive, "--by", "src_tag").Select(static row => (row.GetProperty("src_tag").GetString()!, row.GetProperty("flows").GetInt64())).Order());
    }

    [Theory]
    [InlineData("zeek", "tests/data/flow-logs/zeek-conn.log")]
    [InlineData("datagrams", "tests/data/graylog-netflow/netflow9.pcap")]
    [InlineData("packets", "tests/Weir.Fuzz/Corpus/traffic.pcap")]
    public void What_is_imported_has_tags_and_imported_again_with_another_file_others(string kind, string path)
    {
        using var directory = new TemporaryDirectory();
        foreach (string tag in (string[])["one", "two"])
        {
            File.WriteAllText(directory["networks.csv"], $"network,tag,country\n0.0.0.0/0,{tag},DE\n::/0,{tag},NL\n");
            WeirProgram.Output("import", "--as", kind, RepositoryRoot.Path(path), "--archive", directory["archive"], "--networks", directory["networks.csv"]);
            Assert.Equal(tag, Assert.Single(WeirProgram.Json("top", "--archive", directory["archive"], "--by", "src_tag", "ip")).GetProperty("src_tag").GetString());
        }

        Assert.Empty(WeirProgram.Json("flows", "--archive", directory["archive"], "ip4 and not src and dst country DE or ip6 and not src and dst country NL"));
    }

    [Fact]
    public void Databases_and_a_list_of_ones_own_are_asked_like_any_other_column()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["own.csv"], "network,tag,country\n1.0.0.0/16,lab,\n255.1.0.0/16,,-\n");
        File.WriteAllText(directory["conn.log"], "#separator \\x09\n#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\torig_ip_bytes\torig_pkts\n1795161600.5\t1.0.0.1\t1234\t255.1.0.1\t443\ttcp\t600\t3\n");
        WeirProgram.Output("import", "--as", "zeek", directory["conn.log"], "--archive", directory["archive"], "--networks", directory["own.csv"], "--networks", RepositoryRoot.Path("tests/data/networks/lite.mmdb"));

        JsonElement row = Assert.Single(WeirProgram.Json("flows", "--archive", directory["archive"], "--columns", "src_tag,src_country,src_as,dst_country,dst_as", "src as 64534 and src country eg and tag lab"));
        Assert.Equal(("lab", "EG", 64534), (row.GetProperty("src_tag").GetString(), row.GetProperty("src_country").GetString(), row.GetProperty("src_as").GetInt32()));
        Assert.Equal((JsonValueKind.Null, 64505), (row.GetProperty("dst_country").ValueKind, row.GetProperty("dst_as").GetInt32()));
    }

    private static void Generate(int port, string archive, int expected)
    {
        WeirProgram.Output("generate", "--to", $"ipfix://127.0.0.1:{port}", "--count", "100", "--ipv6", "0");
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (!Directory.Exists(archive) || WeirProgram.Run("flows", "--archive", archive, "-n", "1000", "--columns", "bytes", "--format", "ndjson").Output.Count(static letter => letter == '\n') < expected)
            Assert.True(patience.Elapsed < Patience, $"{expected} records are not archived");
    }

    private static void HangUp(RunningTool tool) => Tool.Output("kill", "-HUP", tool.Id.ToString(CultureInfo.InvariantCulture));
}
