using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Import.Formats;
using Weir.Import.Records;
using Weir.Testing;

namespace Weir.Import.Tests.Records;

/// <summary>What each record costs, and what a bad one leaves behind.</summary>
public sealed class HotPathTests
{
    private static readonly (string Kind, string Fixture)[] Logs =
    [
        ("zeek", "zeek-conn.log"), ("zeek", "zeek-conn.json"), ("aws-vpc", "aws-vpc-v5.log"), ("azure", "azure-vnet.json"), ("gcp", "gcp-vpc.ndjson"), ("nfdump-csv", "nfdump-1.7.csv"),
    ];

    [Fact]
    public void Reading_a_record_allocates_nothing()
    {
        foreach ((string kind, string fixture) in Logs)
        {
            byte[][] lines = [.. System.Text.Encoding.UTF8.GetString(LogReading.Fixture(fixture)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(System.Text.Encoding.UTF8.GetBytes)];
            var options = new LogImportOptions { Zone = TimeZoneInfo.Utc };
            ILogFormat format = LogKind.All.Single(each => each.Name == kind).Create(lines[0], options);
            var records = new LogRecords(new Dropping(), options, format.Icmp);
            var tally = new LogTally();
            foreach (byte[] line in lines) format.Read(line, records, tally);
            // A heading again would be read again, and what follows a summary is none.
            format = LogKind.All.Single(each => each.Name == kind).Create(lines[0], options);
            byte[] record = lines.First(static line => line is [(byte)'{', ..] or [>= (byte)'0' and <= (byte)'9', ..]);
            foreach (byte[] line in lines.TakeWhile(line => line != record)) format.Read(line, records, tally);
            for (int i = 0; i < 5000; i++) format.Read(record, records, tally);
            long before = records.Count;
            AllocationBudget.Check("import/formats: read records", () =>
            {
                for (int i = 0; i < 4096; i++) format.Read(record, records, tally);
            });
            Assert.True(records.Count - before >= 4096, fixture);
        }
    }

    [Fact]
    public void A_bad_record_leaves_nothing_in_the_next()
    {
        const string Heading = "version srcaddr dstaddr srcport dstport tcp-flags bytes end\n";
        LogReading log = LogReading.Of("aws-vpc", Heading + "2 10.0.0.1 10.0.0.2 1 2 3 4 never\n2 10.0.0.3 10.0.0.4 - - - - 1795161600\n");
        Dictionary<string, string> record = Assert.Single(log.Records);
        Assert.Equal(["dst_addr", "etype", "src_addr", "time_flow_end_ns", "time_received_ns"], record.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("10.0.0.3", record["src_addr"]);
    }

    [Fact]
    public void An_answer_that_tells_only_octets_is_a_record_beside_those_that_tell_packets()
    {
        LogReading log = LogReading.Of("zeek", "#separator \\x09\n#fields\tts\tid.orig_h\tid.resp_h\tresp_bytes\tresp_pkts\n1\t10.0.0.1\t10.0.0.2\t5\t-\n1\t10.0.0.3\t10.0.0.4\t-\t7\n1\t10.0.0.5\t10.0.0.6\t0\t0\n");
        Assert.Equal((3, 2, 5), (log.Import.Records, log.Import.Conversations, log.Records.Count));
        Assert.Equal("5", log.Records.Single(static record => record["src_addr"] == "10.0.0.2")["bytes"]);
        Assert.Equal("7", log.Records.Single(static record => record["src_addr"] == "10.0.0.4")["packets"]);
    }

    [Fact]
    public void Records_of_many_batches_all_come()
    {
        string line = "2 1 eni 10.0.0.1 10.0.0.2 1 2 6 1 100 1795161600 1795161660 ACCEPT OK\n";
        LogReading log = LogReading.Of("aws-vpc", string.Concat(Enumerable.Repeat(line, 2 * FlowBatch.Capacity + 5)));
        Assert.Equal(2 * FlowBatch.Capacity + 5, log.Records.Count);
        Assert.Equal(log.Records.Count, log.Import.Records);
    }

    private sealed class Dropping : IFlowSink
    {
        public void Write(FlowBatch batch) => Assert.True(batch.Has(FlowColumns.TimeReceivedNs));
    }
}
