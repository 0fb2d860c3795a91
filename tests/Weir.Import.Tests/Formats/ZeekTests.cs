using System.IO.Compression;
using System.Text;
using Weir.Import.Reading;
using Weir.Import.Records;

namespace Weir.Import.Tests.Formats;

/// <summary>Zeek's conversations, as a table and as JSON: both directions are records.</summary>
public sealed class ZeekTests
{
    [Theory]
    [InlineData("zeek-conn.log")]
    [InlineData("zeek-conn.json")]
    public void A_conversation_is_two_records(string fixture)
    {
        LogReading log = LogReading.OfFixture("zeek", fixture);
        Assert.Equal((5, 3), (log.Import.Records, log.Import.Conversations));
        Assert.Equal(0, log.Import.Tally.Bad);
        Assert.Equal(8, log.Records.Count);

        Dictionary<string, string> request = log.Records.Single(static record => record["src_addr"] == "10.0.0.1");
        Assert.Equal("1795161600123456000", request["time_flow_start_ns"]);
        Assert.Equal("1795161602623456000", request["time_flow_end_ns"]);
        Assert.Equal(request["time_flow_end_ns"], request["time_received_ns"]);
        Assert.Equal(("192.0.2.80", "40000", "443", "6", "12", "1348", "ssl", "1"), (request["dst_addr"], request["src_port"], request["dst_port"], request["proto"], request["packets"], request["bytes"], request["application_name"], request["biflow_direction"]));
        Assert.Equal($"{0x02 | 0x10 | 0x01}", request["tcp_flags"]); // S, A and F
        Dictionary<string, string> answer = log.Records.Single(static record => record["src_addr"] == "192.0.2.80");
        Assert.Equal(("10.0.0.1", "443", "40000", "10", "5528", "2"), (answer["dst_addr"], answer["src_port"], answer["dst_port"], answer["packets"], answer["bytes"], answer["biflow_direction"]));
        Assert.Equal($"{0x12 | 0x10 | 0x01}", answer["tcp_flags"]); // h, a and f
    }

    [Theory]
    [InlineData("zeek-conn.log")]
    [InlineData("zeek-conn.json")]
    public void Types_and_codes_of_icmp_are_told_apart_from_answers(string fixture)
    {
        LogReading log = LogReading.OfFixture("zeek", fixture);
        Dictionary<string, string> Of(string source) => log.Records.Single(record => record["src_addr"] == source);
        Assert.Equal(("8", "0"), (Of("10.0.0.3")["icmp_type"], Of("10.0.0.3")["icmp_code"]));
        Assert.Equal(("0", "0"), (Of("192.0.2.1")["icmp_type"], Of("192.0.2.1")["icmp_code"]));
        Assert.Equal(("3", "1"), (Of("10.0.0.9")["icmp_type"], Of("10.0.0.9")["icmp_code"]));
        Assert.False(Of("10.0.0.9").ContainsKey("src_port"));
        // Without an answer there is one record, and no other direction is told.
        Assert.False(Of("2001:db8::1").ContainsKey("biflow_direction"));
        Assert.Equal(("2", "34525"), (Of("2001:db8::1")["tcp_flags"], Of("2001:db8::1")["etype"]));
    }

    [Fact]
    public void Fields_in_any_order_with_another_separator_and_packed_are_read()
    {
        const string Log = "#separator \\x7c\n#unset_field|NIL\n#path|conn\n#fields|id.resp_h|proto|id.orig_h|ts|orig_bytes|later\n192.0.2.1|udp|10.0.0.1|1795161600|40|x\n192.0.2.2|NIL|10.0.0.1|1795161600|NIL|x\n";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(Log));
        LogReading log = LogReading.Of("zeek", packed.ToArray());
        Assert.Equal(2, log.Records.Count);
        // Payload counts where nothing else is told.
        Assert.Equal(("17", "40"), (log.Records[0]["proto"], log.Records[0]["bytes"]));
        Assert.False(log.Records[1].ContainsKey("proto") || log.Records[1].ContainsKey("bytes"));
    }

    [Fact]
    public void Logs_one_after_another_have_their_own_headings()
    {
        string first = Encoding.UTF8.GetString(LogReading.Fixture("zeek-conn.log"));
        LogReading log = LogReading.Of("zeek", first + "#separator \\x09\n#fields\tid.orig_h\tts\tid.resp_h\n10.9.9.9\t1795161600\t10.8.8.8\n");
        Assert.Equal(9, log.Records.Count);
        Assert.Equal("10.8.8.8", log.Records.Single(static record => record["src_addr"] == "10.9.9.9")["dst_addr"]);
    }

    [Theory]
    [InlineData("#path\tdns\n#fields\tts\n", "dns.log")]
    [InlineData("1795161600\t10.0.0.1\n", "no line of #fields")]
    [InlineData("#separator \\x09\n#fields\tts\tuid\n", "no conn.log")]
    [InlineData("#separator ::\n", "more than one octet")]
    public void What_is_no_such_log_is_refused(string text, string message)
    {
        LogFileException refused = Assert.Throws<LogFileException>(() => LogReading.Of("zeek", text));
        Assert.StartsWith("log: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_lines_are_counted_by_reason_and_the_first_are_told()
    {
        const string Heading = "#separator \\x09\n#fields\tts\tid.orig_h\tid.resp_h\tproto\torig_pkts\n";
        LogReading log = LogReading.Of("zeek", Heading + string.Join('\n',
            "x\t10.0.0.1\t10.0.0.2\ttcp\t1", "1\t10.0.0.256\t10.0.0.2\ttcp\t1", "1\t10.0.0.1\t10.0.0.2\tnonesuch\t1", "1\t10.0.0.1\t10.0.0.2\ttcp\t-1",
            "1\t10.0.0.1\t10.0.0.2\ttcp", "1\t10.0.0.1\t10.0.0.2\ttcp\t1\t1", "-\t10.0.0.1\t10.0.0.2\ttcp\t1", "1\t10.0.0.1\t10.0.0.2\ttcp\t18446744073709551616",
            "1\t10.0.0.1\t10.0.0.2\ttcp\t7\u001b[31m", "1795161600\t10.0.0.1\t10.0.0.2\ttcp\t5") + "\n");
        Assert.Equal("5", Assert.Single(log.Records)["packets"]);
        Assert.Equal((1, 1, 1, 3, 2, 1, 9), (log.Import.Tally[LogProblem.Time], log.Import.Tally[LogProblem.Address], log.Import.Tally[LogProblem.Protocol],
            log.Import.Tally[LogProblem.Number], log.Import.Tally[LogProblem.FieldCount], log.Import.Tally[LogProblem.Missing], log.Import.Tally.Bad));
        Assert.Equal([3L, 4, 5, 6, 7], log.Import.Tally.Samples.Select(static sample => sample.Line));
        Assert.All(log.Import.Tally.Samples, static sample => Assert.DoesNotContain(sample.Text, char.IsControl));
    }
}
