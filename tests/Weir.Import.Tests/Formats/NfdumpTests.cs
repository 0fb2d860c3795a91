using System.Text;
using Weir.Import.Reading;
using Weir.Import.Records;

namespace Weir.Import.Tests.Formats;

/// <summary>What nfdump prints, as its versions have it.</summary>
public sealed class NfdumpTests
{
    [Fact]
    public void All_that_a_record_has_is_read_and_zeros_that_mean_nothing_are_nothing()
    {
        LogReading log = LogReading.OfFixture("nfdump-csv", "nfdump-1.7.csv");
        Assert.Equal((0L, 2), (log.Import.Tally.Bad, (int)log.Import.Records));
        Dictionary<string, string> first = log.Records[0];
        string Of(string name) => first[name];
        Assert.Equal(("10.0.0.24", "198.51.100.22", "38490", "443", "6", "27", "64", "8"), (Of("src_addr"), Of("dst_addr"), Of("src_port"), Of("dst_port"), Of("proto"), Of("tcp_flags"), Of("forwarding_status"), Of("ip_tos")));
        Assert.Equal(("18", "1242", "1", "2", "64500", "64501", "24", "16"), (Of("packets"), Of("bytes"), Of("in_if"), Of("out_if"), Of("src_as"), Of("dst_as"), Of("src_net"), Of("dst_net")));
        Assert.Equal(("192.0.2.1", "192.0.2.2", "10", "20", "00:11:22:33:44:55", "16001", "5", "24"), (Of("next_hop"), Of("bgp_next_hop"), Of("vlan_id"), Of("dst_vlan"), Of("src_mac"), Of("mpls_label_1"), Of("mpls_exp_1"), Of("mpls_label_2")));
        // The duration is finer than the last time.
        Assert.Equal(("1795161600000000000", "1795161602413000000", "1795161605940000000", "127.0.0.1"), (Of("time_flow_start_ns"), Of("time_flow_end_ns"), Of("time_received_ns"), Of("sampler_address")));
        Assert.False(first.ContainsKey("dst_mac") || first.ContainsKey("mpls_label_3"));

        // Of a biflow both directions, the answer to a ping turned.
        Assert.Equal(["8", "0"], log.Records.Skip(1).Select(static record => record["icmp_type"]));
        Assert.Equal("10.0.0.24", log.Records[2]["dst_addr"]);
        Assert.False(log.Records[1].ContainsKey("next_hop"));
    }

    [Fact]
    public void Later_versions_and_none_with_a_heading_are_read_too()
    {
        LogReading later = LogReading.OfFixture("nfdump-csv", "nfdump-1.7.4.csv");
        Assert.Equal(("2001:db8:ffff::1:daa5", "53", "17", "1795161600490000000", "1795161600903000000"),
            (later.Records[0]["dst_addr"], later.Records[0]["dst_port"], later.Records[0]["proto"], later.Records[0]["time_flow_start_ns"], later.Records[0]["time_flow_end_ns"]));
        string[] lines = Encoding.UTF8.GetString(LogReading.Fixture("nfdump-1.7.csv")).Split('\n');
        Assert.Equal(3, LogReading.Of("nfdump-csv", string.Join('\n', lines[1..3])).Records.Count);
        // Several outputs one after another, one of which found nothing.
        LogReading several = LogReading.Of("nfdump-csv", string.Join('\n', lines) + lines[0] + "\nNo matching flows\nSummary\nflows,bytes\n0,0\n" + string.Join('\n', lines));
        Assert.Equal((6, 0L), (several.Records.Count, several.Import.Tally.Bad));
    }

    [Fact]
    public void Times_are_of_the_zone_that_is_said()
    {
        LogReading log = LogReading.OfFixture("nfdump-csv", "nfdump-1.7.4.csv", new() { Zone = TimeZoneInfo.CreateCustomTimeZone("two", TimeSpan.FromHours(2), "two", "two") });
        Assert.Equal("1795154400490000000", log.Records[0]["time_flow_start_ns"]);
    }

    [Fact]
    public void What_has_no_records_is_refused()
    {
        Assert.Throws<LogFileException>(() => LogReading.Of("nfdump-csv", "ts,te,td,pr,val,fl,flP,pkt,pktP,byt,bytP,pps,bps,bpp\n"));
        LogReading other = LogReading.Of("nfdump-csv", "hello\n2026,1\n");
        Assert.Equal((1L, 1L, 0), (other.Import.Tally[LogProblem.Word], other.Import.Tally[LogProblem.FieldCount], other.Records.Count));
    }
}
