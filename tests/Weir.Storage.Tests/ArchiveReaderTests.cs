using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Query.Syntax;
using Weir.Storage.DuckDb;
using Weir.Wire.Primitives;

namespace Weir.Storage.Tests;

public class ArchiveReaderTests
{
    private const long Second = 1_000_000_000;
    private const long Hour = 3600 * Second;

    [Fact]
    public void No_archive_is_one_line_and_an_empty_archive_an_empty_answer()
    {
        using var archive = new TemporaryArchive();
        string nowhere = Path.Combine(archive.Root, "nowhere");
        using var reader = new ArchiveReader(nowhere);
        Assert.Equal($"no archive at {nowhere}", Assert.Throws<ArchiveNotFoundException>(() => reader.Run(QueryPlanner.Plan(new FlowsQuery()), TestContext.Current.CancellationToken)).Message);
        archive.Open().Dispose();
        QueryResult result = archive.Ask(new TopQuery { Dimensions = [FlowColumns.SrcAddr] });
        Assert.Empty(result.Rows);
        Assert.Equal(default, result.Totals);
    }

    [Fact]
    public void A_top_list_is_ordered_by_its_measure_with_totals_of_all_that_matches()
    {
        using var archive = new TemporaryArchive();
        var batch = new FlowBatch { Count = 60 };
        for (int row = 0; row < batch.Count; row++)
        {
            batch.Set(FlowColumns.TimeReceivedNs, row, RandomFlows.Start + row);
            // Host 1 sends most bytes, host 2 most packets, host 3 most flows.
            int host = row < 10 ? 1 : row < 20 ? 2 : 3;
            batch.Set(FlowColumns.SrcAddr, row, IpAddress.FromV4(0x0A000000u + (uint)host));
            batch.Set(FlowColumns.Bytes, row, host == 1 ? 1000UL : 10);
            batch.Set(FlowColumns.Packets, row, host == 2 ? 500UL : 1);
        }

        archive.Write("hosts", batch);
        foreach ((Measure measure, string first) in new[] { (Measure.Bytes, "10.0.0.1"), (Measure.Packets, "10.0.0.2"), (Measure.Flows, "10.0.0.3") })
        {
            QueryResult result = archive.Ask(new TopQuery { Dimensions = [FlowColumns.SrcAddr], OrderBy = measure, Count = 1 });
            Assert.Equal(first, Assert.Single(result.Rows)[0].Address.ToString());
            Assert.Equal(new(60, 10_500, 5_050), result.Totals);
            Assert.Equal(["src_addr", "bytes", "packets", "flows"], result.Columns.Select(column => column.Name));
        }

        QueryResult filtered = archive.Ask(new TopQuery { Dimensions = [FlowColumns.SrcAddr, FlowColumns.Proto], Filter = FilterBinder.Bind("src ip 10.0.0.3") });
        Assert.Equal(new(40, 400, 40), filtered.Totals);
        Assert.True(filtered.Rows[0][1].IsNull);
        Assert.Equal(40UL, filtered.Rows[0][4].Unsigned);
    }

    [Fact]
    public void A_range_takes_flows_by_their_end_and_lets_records_come_late()
    {
        using var archive = new TemporaryArchive();
        var batch = new FlowBatch { Count = 6 };
        (long Received, long? End)[] records =
        [
            (0, 0), (5 * Second, null), (10 * Second, 10 * Second), (2 * Hour, 5 * Second), (25 * Hour, 5 * Second), (-2 * Hour, 5 * Second),
        ];
        for (int row = 0; row < records.Length; row++)
        {
            batch.Set(FlowColumns.TimeReceivedNs, row, RandomFlows.Start + records[row].Received);
            if (records[row].End is { } end) batch.Set(FlowColumns.TimeFlowEndNs, row, RandomFlows.Start + end);
            batch.Set(FlowColumns.SequenceNum, row, (uint)row);
        }

        archive.Write("late", batch);
        QueryResult result = archive.Ask(new FlowsQuery { Range = new(RandomFlows.Start, RandomFlows.Start + 10 * Second), Columns = [FlowColumns.SequenceNum] });
        // Not: the end of the range itself, what came more than a day after, what came more than an hour before.
        Assert.Equal([3UL, 1UL, 0UL], result.Rows.Select(row => row[0].Unsigned));
        Assert.Equal(4UL, archive.Ask(new FlowsQuery { Range = new(RandomFlows.Start + 5 * Second, null) }).Totals.Flows);
        Assert.Equal(1UL, archive.Ask(new FlowsQuery { Range = new(null, RandomFlows.Start + 5 * Second) }).Totals.Flows);
    }

    [Fact]
    public void Files_without_columns_of_today_answer_null()
    {
        using var archive = new TemporaryArchive();
        archive.Open().Dispose();
        string hour = Path.Combine(archive.Root, "flows/date=2026-11-20/hour=08");
        Directory.CreateDirectory(hour);
        using (var database = DuckDbDatabase.Open(new()))
        using (var connection = database.Connect())
            connection.Execute($"COPY (SELECT 1795161600000::BIGINT AS time_received_ms, 5::UBIGINT AS bytes, 'x' AS unknown) TO '{hour.Replace("'", "''", StringComparison.Ordinal)}/old.parquet'", TestContext.Current.CancellationToken);
        QueryResult result = archive.Ask(new FlowsQuery { Filter = FilterBinder.Bind("not vlan 5") });
        Assert.Equal(5UL, Assert.Single(result.Rows)[FlowColumns.Bytes.Ordinal].Unsigned);
        Assert.True(result.Rows[0][FlowColumns.SrcAddr.Ordinal].IsNull);
        archive.Write("new", new RandomFlows(3).Next(10, row => RandomFlows.Start + row));
        Assert.Equal(11UL, archive.Ask(new FlowsQuery()).Totals.Flows);
    }

    [Fact]
    public void Filters_at_the_limits_of_the_language_are_answered()
    {
        using var archive = new TemporaryArchive();
        archive.Write("seg", new RandomFlows(4).Next(100, row => RandomFlows.Start + row));
        string chain = string.Join(" or ", Enumerable.Range(0, FilterLimits.MaxTerms).Select(i => $"src port {i}"));
        string deep = string.Concat(Enumerable.Repeat("(tcp or not ", FilterLimits.MaxDepth / 2)) + "udp" + new string(')', FilterLimits.MaxDepth / 2);
        string list = $"port in [{string.Join(' ', Enumerable.Range(0, 5000))}]";
        foreach (string filter in new[] { chain, deep, list })
            Assert.InRange(archive.Ask(new FlowsQuery { Filter = FilterBinder.Bind(filter) }).Totals.Flows, 0UL, 100UL);
    }

    [Theory]
    [InlineData("SELECT * FROM read_text('/etc/hostname')")]
    [InlineData("COPY (SELECT 1) TO '/tmp/weir-must-not-write.csv'")]
    [InlineData("ATTACH '/tmp/weir-must-not-attach.db'")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET threads = 1")]
    [InlineData("INSTALL httpfs")]
    public void Queries_reach_nothing_but_the_archive(string sql)
    {
        using var archive = new TemporaryArchive();
        using var reader = new ArchiveReader(archive.Root);
        using DuckDbConnection connection = reader.Connect();
        Assert.Throws<DuckDbException>(() => connection.Execute(sql, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_question_can_be_given_up()
    {
        using var archive = new TemporaryArchive();
        archive.Write("seg", new RandomFlows(4).Next(100, row => RandomFlows.Start + row));
        using var reader = new ArchiveReader(archive.Root);
        Assert.Throws<OperationCanceledException>(() => reader.Run(QueryPlanner.Plan(new FlowsQuery()), new CancellationToken(canceled: true)));
    }
}
