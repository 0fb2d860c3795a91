using System.Globalization;
using Weir.Collector.Tests.Decoding;
using Weir.Collector.Tests.Dissecting;
using Weir.Testing;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Fixtures;

/// <summary>What telegraf's netflow input reads in its own test cases is what is decoded here, record by record.</summary>
public sealed class TelegrafTests
{
    private const string ReverseOfBiflow = "type_29305_86";

    // What telegraf calls the fields, and what the columns are called.
    private static readonly Dictionary<string, string> Columns = new(StringComparer.Ordinal)
    {
        ["src"] = "src_addr",
        ["dst"] = "dst_addr",
        ["src_port"] = "src_port",
        ["dst_port"] = "dst_port",
        ["in_snmp"] = "in_if",
        ["out_snmp"] = "out_if",
        ["bgp_src_as"] = "src_as",
        ["bgp_dst_as"] = "dst_as",
        ["src_mask"] = "src_net",
        ["dst_mask"] = "dst_net",
        ["next_hop"] = "next_hop",
        ["in_bytes"] = "bytes",
        ["in_packets"] = "packets",
        ["in_total_bytes"] = "bytes",
        ["l2_bytes"] = "bytes",
        ["sampling_interval"] = "sampling_rate",
        ["in_src_mac"] = "src_mac",
        ["out_dst_mac"] = "dst_mac",
        ["ttl"] = "ip_ttl",
        ["agent_ip"] = "sampler_address",
        ["vlan_dst"] = "dst_vlan",
        ["protocol"] = "proto",
        ["direction"] = "flow_direction",
        ["flow_start_ms"] = "time_flow_start_ns",
        ["flow_end_ms"] = "time_flow_end_ns",
    };

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["icmp"] = "1",
        ["tcp"] = "6",
        ["udp"] = "17",
        ["ipv6-icmp"] = "58",
        ["ingress"] = "0",
        ["egress"] = "1",
    };

    [Theory]
    [InlineData("ipfix_example")]
    [InlineData("ipfix_pen_35632")]
    [InlineData("issue_13305")]
    [InlineData("netflow_v5_example")]
    [InlineData("netflow_v9_example")]
    [InlineData("sflow_issue_15918")]
    public void Each_record_has_the_values_that_telegraf_reads(string testCase)
    {
        var test = new DecoderUnderTest();
        foreach (string file in Payloads.In("telegraf-netflow/" + testCase)) test.Accept(File.ReadAllBytes(file));
        List<Dictionary<string, object>> records = test.Records();
        List<InfluxLine> lines = [.. Lines(testCase, "netflow").Where(line => line.Fields.ContainsKey("src"))];
        bool hasBiflows = lines.Exists(line => line.Fields.ContainsKey(ReverseOfBiflow));
        Assert.True(hasBiflows ? records.Count >= lines.Count : records.Count == lines.Count, $"{records.Count} records and {lines.Count} lines");
        foreach (InfluxLine line in lines)
        {
            int at = records.FindIndex(record => Differences(line, record).Count == 0);
            Assert.True(at >= 0, string.Join("\n", records.Select(record => string.Join(", ", Differences(line, record)))));
            records.RemoveAt(at);
        }

        foreach (DecodeStatus reason in Enum.GetValues<DecodeStatus>()) Assert.Equal(0, test.Metrics.CountOf(reason));
    }

    [Fact]
    public void A_set_that_runs_past_its_message_is_refused_and_those_before_it_stand()
    {
        // Telegraf reads a second record two octets beyond the length that the message's header tells.
        var test = new DecoderUnderTest();
        test.Accept(Payloads.Of("telegraf-netflow/issue_14370/message.bin"));
        Assert.Empty(Differences(Lines("issue_14370", "netflow")[0], test.Single()));
        Assert.Equal(1, test.Metrics.CountOf(DecodeStatus.BadLength));
    }

    [Theory]
    [InlineData("ipfix_options", "applicationName", "app_name")]
    [InlineData("netflow_v9_options", "interfaceDescription", "interface_desc")]
    public void Each_options_record_has_the_values_that_telegraf_reads(string testCase, string ours, string theirs)
    {
        using var dissector = new DissectorUnderTest();
        List<string> names = [];
        foreach (string file in Payloads.In("telegraf-netflow/" + testCase))
        {
            names.AddRange(dissector.Dissect(File.ReadAllBytes(file))["sets"]!.AsArray()
                .SelectMany(set => set!["records"]?.AsArray() ?? []).Select(record => (string)record![ours]!));
        }

        Assert.Equal(Lines(testCase, "netflow_options").Select(line => line.Fields[theirs]).Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("sflow_v5_example")]
    [InlineData("sflow_issue_15918")]
    [InlineData("sflow_issue_18876")]
    public void Each_counter_sample_has_the_values_that_telegraf_reads(string testCase)
    {
        using var dissector = new DissectorUnderTest();
        List<System.Text.Json.Nodes.JsonNode> counters = [];
        foreach (string file in Payloads.In("telegraf-netflow/" + testCase))
        {
            counters.AddRange(dissector.Dissect(File.ReadAllBytes(file))["samples"]!.AsArray()
                .SelectMany(sample => sample!["records"]!.AsArray()).Where(record => (string)record!["record"]! == "interface").Select(record => record!));
        }

        List<InfluxLine> lines = [.. Lines(testCase, "netflow").Where(line => line.Fields.ContainsKey("interface"))];
        Assert.Equal(lines.Count, counters.Count);
        foreach ((InfluxLine line, System.Text.Json.Nodes.JsonNode counter) in lines.Zip(counters))
        {
            foreach ((string theirs, string ours) in new[]
            {
                ("interface", "ifIndex"), ("interface_type", "ifType"), ("speed", "ifSpeed"), ("in_bytes", "ifInOctets"), ("out_bytes", "ifOutOctets"),
                ("in_unicast_packets_total", "ifInUcastPkts"), ("out_mcast_packets_total", "ifOutMulticastPkts"), ("in_broadcast_packets_total", "ifInBroadcastPkts"),
                ("in_dropped_packets", "ifInDiscards"), ("in_errors", "ifInErrors"), ("out_errors", "ifOutErrors"), ("promiscuous", "ifPromiscuousMode"),
            })
            {
                Assert.Equal(line.Fields[theirs], counter[ours]!.ToString());
            }
        }
    }

    [Fact]
    public void A_discarded_packet_is_read_as_telegraf_reads_it()
    {
        using var dissector = new DissectorUnderTest();
        InfluxLine line = Lines("sflow_issue_15375", "netflow").Single();
        System.Text.Json.Nodes.JsonNode sample = dissector.Dissect(Payloads.Of("telegraf-netflow/sflow_issue_15375/sflow_drop_1036.bin"))["samples"]![0]!;
        Assert.Equal(
            (line.Fields["in_snmp"], line.Fields["out_snmp"], line.Fields["reason"], line.Fields["sampling_drops"], line.Fields["out_queue"]),
            (sample["input"]!.ToString(), sample["output"]!.ToString(), sample["reason"]!.ToString(), sample["drops"]!.ToString(), sample["records"]![0]!["queue"]!.ToString()));
    }

    private static List<InfluxLine> Lines(string testCase, string measurement) =>
        InfluxLine.Read(RepositoryRoot.Path($"tests/data/telegraf-netflow/{testCase}/expected.out"), measurement);

    private static List<string> Differences(InfluxLine line, Dictionary<string, object> record)
    {
        var differences = new List<string>();
        foreach ((string name, string text) in line.Fields)
        {
            if (!Columns.TryGetValue(name, out string? column) || name == "in_snmp" && line.Fields.ContainsKey("agent_ip") && line.Fields["direction"] == "egress") continue;
            string expected = Words.GetValueOrDefault(text, text);
            string ours = record.TryGetValue(column, out object? value) ? Convert.ToString(value, CultureInfo.InvariantCulture)! : "";
            if (value is long time) ours = (time / 1_000_000).ToString(CultureInfo.InvariantCulture);
            // Telegraf names the first header behind the fixed one, the column the last.
            if (text == "hopopt") continue;
            // Zero is how fields that are always sent say nothing.
            if (column is "sampling_rate" or "in_if" or "out_if" && expected == "0" && ours.Length == 0) continue;
            if (column is "src_addr" or "dst_addr" && IpAddress.TryParse(expected, out IpAddress address)) expected = address.ToString();
            if (ours != expected) differences.Add($"{column} is '{ours}' and not '{expected}'");
        }

        return differences;
    }
}
