using System.Text;
using Weir.Import.Reading;
using Weir.Import.Records;
using Weir.Wire.Primitives;

namespace Weir.Import.Tests.Formats;

/// <summary>Flow logs of AWS, Azure and Google Cloud.</summary>
public sealed class CloudTests
{
    [Fact]
    public void Aws_of_version_2_has_what_was_let_through_and_what_was_not()
    {
        LogReading log = LogReading.OfFixture("aws-vpc", "aws-vpc-v2.log");
        Assert.Equal((4, 0L, 2L), (log.Records.Count, log.Import.Tally.Bad, log.Import.Tally[LogProblem.NoData]));
        Dictionary<string, string> first = log.Records[0];
        Assert.Equal(("172.31.16.139", "172.31.16.21", "20641", "22", "6", "20", "4249", "64"),
            (first["src_addr"], first["dst_addr"], first["src_port"], first["dst_port"], first["proto"], first["packets"], first["bytes"], first["forwarding_status"]));
        Assert.Equal(("1795161600000000000", "1795161660000000000", "1795161660000000000"), (first["time_flow_start_ns"], first["time_flow_end_ns"], first["time_received_ns"]));
        Assert.Equal("129", log.Records[1]["forwarding_status"]);
        Assert.Equal("2001:db8::2", log.Records[2]["dst_addr"]);
        // Ports of ICMP are none, and its type is not told.
        Assert.Equal("1", log.Records[3]["proto"]);
        Assert.False(log.Records[3].ContainsKey("src_port") || log.Records[3].ContainsKey("icmp_type"));
    }

    [Fact]
    public void Aws_of_version_5_has_any_order_flags_and_direction()
    {
        LogReading log = LogReading.OfFixture("aws-vpc", "aws-vpc-v5.log");
        Assert.Equal((2, 0L), (log.Records.Count, log.Import.Tally.Bad));
        Assert.Equal(("3", "1", "7000", "15"), (log.Records[0]["tcp_flags"], log.Records[0]["flow_direction"], log.Records[0]["bytes"], log.Records[0]["packets"]));
        Assert.Equal(("19", "0"), (log.Records[1]["tcp_flags"], log.Records[1]["flow_direction"]));
    }

    [Fact]
    public void Aws_without_a_heading_is_version_2_or_what_was_said_and_cloudwatch_writes_a_time_before_it()
    {
        string[] lines = Encoding.UTF8.GetString(LogReading.Fixture("aws-vpc-v2.log")).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.Equal(4, LogReading.Of("aws-vpc", string.Join('\n', lines)).Records.Count);
        LogReading cloudWatch = LogReading.Of("aws-vpc", string.Join('\n', lines.Select(static line => "2026-11-20T08:01:00.000Z " + line)));
        Assert.Equal((4, 2L, 0L), (cloudWatch.Records.Count, cloudWatch.Import.Tally[LogProblem.NoData], cloudWatch.Import.Tally.Bad));
        LogReading said = LogReading.Of("aws-vpc", "10.0.0.1 10.0.0.2 99 1795161600\n", new() { Fields = "${srcaddr} ${dstaddr} ${bytes} ${end}", Exporter = IpAddress.FromV4(0x7F000001) });
        Assert.Equal(("99", "127.0.0.1"), (said.Records[0]["bytes"], said.Records[0]["sampler_address"]));
        Assert.Throws<LogFileException>(() => LogReading.Of("aws-vpc", "1 2\n", new() { Fields = "srcaddr bytes" }));
        LogReading other = LogReading.Of("aws-vpc", "1 2 3\n2 1 eni 10.0.0.1 10.0.0.2 1 2 6 1 1 1795161600 1795161660 MAYBE OK\n");
        Assert.Equal((1L, 1L), (other.Import.Tally[LogProblem.FieldCount], other.Import.Tally[LogProblem.Word]));
    }

    [Fact]
    public void Aws_logs_one_after_another_have_their_own_headings()
    {
        string both = Encoding.UTF8.GetString([.. LogReading.Fixture("aws-vpc-v2.log"), .. LogReading.Fixture("aws-vpc-v5.log")]);
        LogReading log = LogReading.Of("aws-vpc", both);
        Assert.Equal((6, 0L), (log.Records.Count, log.Import.Tally.Bad));
        Assert.Equal("7000", log.Records[4]["bytes"]);
    }

    [Fact]
    public void Azure_of_groups_version_1_has_flows_without_counters()
    {
        LogReading log = LogReading.OfFixture("azure", "azure-nsg-v1.json");
        Assert.Equal((3, 0L), (log.Records.Count, log.Import.Tally.Bad));
        Assert.Equal(("129", "0", "00:0d:3a:f8:80:1a", "6"), (log.Records[0]["forwarding_status"], log.Records[0]["flow_direction"], log.Records[0]["dst_mac"], log.Records[0]["proto"]));
        Assert.Equal(("64", "1", "00:0d:3a:f8:80:1a", "17"), (log.Records[1]["forwarding_status"], log.Records[1]["flow_direction"], log.Records[1]["src_mac"], log.Records[1]["proto"]));
        Assert.Equal("1795161602000000000", log.Records[2]["time_flow_end_ns"]);
        Assert.All(log.Records, static record => Assert.False(record.ContainsKey("bytes")));
    }

    [Fact]
    public void Azure_of_groups_version_2_has_both_directions()
    {
        LogReading log = LogReading.OfFixture("azure", "azure-nsg-v2.json");
        Assert.Equal((4, 2, 0L), (log.Import.Records, log.Import.Conversations, log.Import.Tally.Bad));
        Assert.Equal(6, log.Records.Count);
        Assert.Equal(588_096 + 29_952, log.Records.Where(static record => record["src_addr"] == "203.0.113.118").Sum(static record => long.Parse(record.GetValueOrDefault("bytes", "0"), null)));
        Assert.Equal(4_610_880 + 27_072, log.Records.Where(static record => record["src_addr"] == "10.5.16.4").Sum(static record => long.Parse(record["bytes"], null)));
    }

    [Fact]
    public void Azure_of_networks_tells_milliseconds_and_protocols_by_number()
    {
        LogReading log = LogReading.OfFixture("azure", "azure-vnet.json");
        Assert.Equal((4, 2, 0L), (log.Import.Records, log.Import.Conversations, log.Import.Tally.Bad));
        Dictionary<string, string> whole = log.Records.Single(static record => record.GetValueOrDefault("bytes") == "767");
        Assert.Equal(("1795161603606000000", "3", "00:22:48:71:23:45"), (whole["time_flow_end_ns"], whole["packets"], whole["src_mac"]));
        Assert.Equal(("1580", "2", "443"), log.Records.Where(static record => record["src_addr"] == "192.0.2.180").Select(static record => (record["bytes"], record["packets"], record["src_port"])).Single());
        Assert.Equal("129", log.Records.Single(static record => record["src_addr"] == "198.51.100.54")["forwarding_status"]);
    }

    [Fact]
    public void Azure_with_bad_flows_has_the_others()
    {
        LogReading log = LogReading.Of("azure", """{"records":[{"flows":[{"flowTuples":["1,2","x,10.0.0.1,10.0.0.2,1,2,T,O,A","99999999999,10.0.0.1,10.0.0.2,1,2,T,O,A","9223372036855,10.0.0.1,10.0.0.2,1,2,T,O,A","18446744073709551616,10.0.0.1,10.0.0.2,1,2,T,O,A","1795161600,10.0.0.1,10.0.0.2,1,2,T,X,A",7,{"a":[1]},"1795161600,10.0.0.1,10.0.0.2,1,2,T,O,A"]}]},{"broken""");
        Assert.Single(log.Records);
        Assert.Equal((1L, 4L, 1L, 3L), (log.Import.Tally[LogProblem.FieldCount], log.Import.Tally[LogProblem.Time], log.Import.Tally[LogProblem.Word], log.Import.Tally[LogProblem.Json]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gcp_tells_of_one_direction_each(bool isList)
    {
        string text = Encoding.UTF8.GetString(LogReading.Fixture("gcp-vpc.ndjson"));
        if (isList) text = "[\n" + string.Join(",\n", text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Replace("{\"bytes_sent\"", "{\n  \"bytes_sent\"", StringComparison.Ordinal))) + "\n]\n";
        LogReading log = LogReading.Of("gcp", text);
        Assert.Equal((3, 0L), (log.Records.Count, log.Import.Tally.Bad));
        Dictionary<string, string> first = log.Records[0];
        Assert.Equal(("10.128.0.2", "10.128.0.3", "45678", "443", "6", "1250", "10", "1", "3000"),
            (first["src_addr"], first["dst_addr"], first["src_port"], first["dst_port"], first["proto"], first["bytes"], first["packets"], first["flow_direction"], first["socket_rtt_us"]));
        Assert.Equal(("1795161600123456789", "1795161605250000000"), (first["time_flow_start_ns"], first["time_flow_end_ns"]));
        Assert.Equal("0", log.Records[1]["flow_direction"]);
        Assert.Equal(("64500", "1", "1795161607500000000"), (log.Records[2]["dst_as"], log.Records[2]["flow_direction"], log.Records[2]["time_flow_end_ns"]));
    }

    [Fact]
    public void A_broken_line_of_json_takes_no_other_with_it()
    {
        string[] lines = Encoding.UTF8.GetString(LogReading.Fixture("gcp-vpc.ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        LogReading log = LogReading.Of("gcp", string.Join('\n', lines[0], lines[1][..100], "", "no json", new string('[', 100), "{\"a\":" + string.Concat(Enumerable.Repeat("{\"a\":", 50)), lines[2]));
        Assert.Equal((2, 4L), (log.Records.Count, log.Import.Tally[LogProblem.Json]));
    }
}
