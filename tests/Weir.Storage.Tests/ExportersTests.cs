using Weir.Flows.Exporters;
using Weir.Flows.Pipeline;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Storage.Compaction;
using Weir.Storage.Exports;
using Weir.Storage.Parquet;
using Weir.Storage.Retention;
using Weir.Storage.Upkeep;
using Weir.Testing;
using Weir.Wire.Primitives;

namespace Weir.Storage.Tests;

/// <summary>The table of what came of exporters: kept in transactions like flows, of a row a minute once it is compacted.</summary>
public sealed class ExportersTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private const long Hour = 3600 * Second;
    private static readonly IpAddress Router = IpAddress.FromV4(0xC0000201);
    private static readonly ExporterProtocol Ipfix = new(10), NetFlow9 = new(9), SFlow = new(ExporterProtocol.SFlow);
    private readonly TemporaryArchive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Fact]
    public void An_exporter_is_told_by_domain_and_protocol_with_its_sums_and_what_held_last()
    {
        Write("a", Of(5, Ipfix, lost: 3), Of(7, NetFlow9, lost: 1), Of(9, Ipfix, domain: 2));
        Write("b", Of(70, Ipfix, lost: -2) with { SamplingRate = 0, Templates = 7, ClockAheadNs = -5, DecodeErrors = 4 });
        ExporterHistory[] lines = [.. Ask()];
        Assert.Equal([(1u, "ipfix"), (1u, "netflow9"), (2u, "ipfix")], lines.Select(static line => (line.ObservationDomainId, line.Protocol)));
        ExporterHistory first = lines[0];
        Assert.Equal((RandomFlows.Start + 4 * Second, RandomFlows.Start + 70 * Second, 2ul), (first.FirstNs, first.LastNs, first.Minutes));
        Assert.Equal((20L, 20_000L, 200L, 1L, 198L, 4L), (first.Messages, first.Octets, first.Records, first.Lost, first.Received, first.DecodeErrors));
        Assert.Equal((1.0 / 199, 7ul, 64ul, -5L), (first.LossRatio, first.Templates, first.SamplingRate, first.ClockAheadNs));
    }

    [Fact]
    public void Losses_are_of_what_the_protocol_numbers()
    {
        Write("a", Of(1, Ipfix, lost: 3), Of(2, NetFlow9, lost: 4), Of(3, new(1), lost: 0), Of(4, SFlow, lost: 5));
        Assert.Equal(
            [("ipfix", "", "3"), ("netflow1", "", ""), ("netflow9", "4", ""), ("sflow", "5", "")],
            Sql("SELECT protocol, lost_messages::VARCHAR, lost_records::VARCHAR FROM exporters ORDER BY 1").Select(static row => (row[0].Text, TextOf(row[1]), TextOf(row[2]))));
        Assert.Null(Ask().First(static line => line.Protocol == "netflow1").LossRatio);
    }

    [Fact]
    public void A_segment_written_again_is_there_once_also_when_it_was_compacted()
    {
        Write("a", Of(5, Ipfix), Of(65, Ipfix));
        Write("b", Of(10, Ipfix));
        Write("a", Of(5, Ipfix), Of(65, Ipfix));
        Assert.Equal(30, Assert.Single(Ask()).Messages);
        _archive.Compact();
        Write("a", Of(5, Ipfix), Of(65, Ipfix));
        Assert.Single(_archive.Files);
        Assert.Equal(30, Assert.Single(Ask()).Messages);
    }

    [Fact]
    public void Compaction_makes_a_row_of_each_minute_and_changes_no_answer()
    {
        for (int segment = 0; segment < 30; segment++)
            Write($"{segment}-ab", Of(segment * 5, Ipfix, lost: segment % 3 - 1), Of(segment * 5 + 1, SFlow, lost: 1), Of(segment * 5 + 2, SFlow, domain: 9));
        ExporterHistory[] before = [.. Ask()];
        Assert.Equal(90L, Count());
        CompactionResult done = _archive.Compact();
        Assert.Equal((30L, 1L), (done.Files, done.NewFiles));
        Assert.Equal(9L, Count()); // 150 seconds are three minutes
        Assert.Equal(before, Ask());
        // What comes later joins its minute when the hour is compacted again.
        Write("late-ab", Of(6, Ipfix));
        _archive.Compact();
        Assert.Equal(9L, Count());
        Assert.Equal(before[0].Messages + 10, Ask()[0].Messages);
        Verify();
    }

    [Fact]
    public void Rows_of_more_than_a_file_holds_are_compacted_into_several()
    {
        for (int segment = 0; segment < 2; segment++)
            Write($"{segment}-ab", [.. Enumerable.Range(0, 3000).Select(i => Of(i, Ipfix, domain: (uint)i % 7))]);
        ExporterHistory[] before = [.. Ask()];
        _archive.Compact(new() { Files = new() { PartRows = 100, RowGroupRows = 2048 } });
        Assert.True(_archive.Files.Length > 2);
        Assert.Equal(before, Ask());
        Verify();
    }

    [Fact]
    public void A_row_is_of_the_hour_of_its_last_message()
    {
        Write("a", Of(3599, Ipfix), Of(3601, Ipfix));
        Assert.Equal(["exporters/date=2026-11-20/hour=08/a.parquet", "exporters/date=2026-11-20/hour=09/a.parquet"], _archive.Files);
        Assert.Equal(10, Assert.Single(Ask(new(RandomFlows.Start + Hour, null))).Messages);
        Assert.Empty(Ask(exporter: IpAddress.FromV4(7)));
        Verify();
    }

    [Fact]
    public void An_archive_of_before_there_was_the_table_answers_is_verified_and_compacted()
    {
        _archive.Write("1-ab", new RandomFlows(1).Next(100, static row => RandomFlows.Start + row));
        _archive.Write("2-ab", new RandomFlows(2).Next(100, static row => RandomFlows.Start + row));
        Assert.Empty(Ask());
        Assert.Equal(0L, Count());
        Assert.Equal(0L, Sql("SELECT count(*)::BIGINT FROM counters")[0][0].Signed);
        Verify();
        _archive.Compact();
        Verify();
        Assert.DoesNotContain("exporters", ArchiveSql.Of(_archive.Root), StringComparison.Ordinal);
        Write("3-ab", Of(5, Ipfix));
        Assert.Equal(10, Assert.Single(Ask()).Messages);
        Assert.Contains("exporters", ArchiveSql.Of(_archive.Root), StringComparison.Ordinal);
    }

    [Fact]
    public void Sql_has_the_columns_and_the_address_as_text()
    {
        Write("a", Of(5, Ipfix, lost: 2), Of(9, Ipfix));
        ResultValue[] row = Assert.Single(Sql("SELECT sampler_address, protocol, sum(records)::BIGINT, sum(lost_records)::BIGINT, max(clock_ahead_ns) FROM exporters GROUP BY ALL"));
        Assert.Equal(("192.0.2.1", "ipfix", 200L, 2L, 1000L), (row[0].Text, row[1].Text, row[2].Signed, row[3].Signed, row[4].Signed));
        Assert.Equal(1L, Sql("SELECT count(*)::BIGINT FROM exporters", new(RandomFlows.Start + 6 * Second, null))[0][0].Signed);
    }

    [Fact]
    public void It_goes_out_and_comes_in_with_another_archive_and_as_a_file()
    {
        Write("a", Of(5, Ipfix, lost: 2), Of(9, SFlow) with { ExportTimeNs = null, ClockAheadNs = null, SamplingRate = 0 }, Of(70, new(1)));
        using var directory = new TemporaryDirectory();
        using var target = new TemporaryArchive();
        string file = directory["exporters.parquet"];
        using (var reader = new ArchiveReader(_archive.Root))
        {
            Assert.Equal(3, reader.Export(new(QueryPlanner.Plan(new FlowsQuery()), ExportFormat.Parquet, file) { Table = "exporters" }, TestContext.Current.CancellationToken));
            Assert.Equal(1, reader.Export(new(QueryPlanner.Plan(new FlowsQuery { Range = new(RandomFlows.Start + 60 * Second, null) }), ExportFormat.Csv, directory["late.csv"]) { Table = "exporters" }, TestContext.Current.CancellationToken));
        }

        Assert.Contains(",192.0.2.1,", File.ReadAllText(directory["late.csv"]), StringComparison.Ordinal);
        using (ParquetArchive archive = target.Open()) Assert.Equal(3, ArchiveImport.File(file, archive, TestContext.Current.CancellationToken));
        Assert.Equal(Ask(), Ask(archive: target));
        using (ParquetArchive archive = target.Open()) ArchiveImport.File(file, archive, TestContext.Current.CancellationToken);
        Assert.Equal(Ask(), Ask(archive: target));
        using var whole = new TemporaryArchive();
        using (ParquetArchive archive = whole.Open()) Assert.Equal(3, ArchiveImport.Archive(_archive.Root, archive, TestContext.Current.CancellationToken));
        Assert.Equal(Ask(), Ask(archive: whole));
    }

    [Fact]
    public void It_is_kept_as_long_as_is_said_and_by_size_longer_than_records()
    {
        for (int hour = 0; hour < 3; hour++)
        {
            Write($"{hour}-ab", Of(hour * 3600, Ipfix));
            _archive.Write($"{hour}-cd", new RandomFlows(hour).Next(100, row => RandomFlows.Start + hour * Hour + row));
        }

        // Two days after the first hour began.
        Assert.Equal(["exporters 8", "exporters 9"], Retain(new() { Ages = new Dictionary<string, TimeSpan>(StringComparer.Ordinal) { ["exporters"] = TimeSpan.FromHours(46) } }));
        Assert.Equal(["flows 8", "flows 9", "flows 10", "exporters 10"], Retain(new() { MaxBytes = 1 }));
        Assert.Empty(_archive.Files);
    }

    private static string TextOf(ResultValue value) => value.IsNull ? "" : value.Text;

    // Ten messages of a hundred records.
    private static ExporterRecord Of(long seconds, ExporterProtocol protocol, long lost = 0, uint domain = 1) => new()
    {
        TimeReceivedNs = RandomFlows.Start + seconds * Second,
        TimeFirstNs = RandomFlows.Start + (seconds - 1) * Second,
        Exporter = Router,
        ObservationDomainId = domain,
        Protocol = protocol,
        Messages = 10,
        Octets = 10_000,
        Records = 100,
        SequenceReceived = 99,
        Lost = lost,
        Templates = 2,
        SamplingRate = 64,
        ExportTimeNs = RandomFlows.Start,
        ClockAheadNs = 1000,
    };

    private void Write(string name, params ReadOnlySpan<ExporterRecord> records)
    {
        using ParquetArchive archive = _archive.Open();
        using IFlowTransaction transaction = archive.Begin(name);
        foreach (ExporterRecord record in records) ((IExporterSink)transaction).Write(record);
        transaction.Commit();
    }

    private IReadOnlyList<ExporterHistory> Ask(TimeRange range = default, IpAddress? exporter = null, TemporaryArchive? archive = null)
    {
        using var reader = new ArchiveReader((archive ?? _archive).Root, threads: 2);
        return reader.Exporters(range, exporter, TestContext.Current.CancellationToken);
    }

    private long Count() => Sql("SELECT count(*)::BIGINT FROM exporters")[0][0].Signed;

    private IReadOnlyList<ResultValue[]> Sql(string select, TimeRange range = default)
    {
        using var reader = new ArchiveReader(_archive.Root, threads: 2);
        return reader.Sql(select, range, 1000, TestContext.Current.CancellationToken).Rows;
    }

    private void Verify()
    {
        using ArchiveUpkeep upkeep = _archive.Upkeep();
        Assert.Empty(upkeep.Verify(TestContext.Current.CancellationToken).Problems);
    }

    private string[] Retain(RetentionPolicy policy)
    {
        using ArchiveUpkeep upkeep = _archive.Upkeep(new() { Retention = policy });
        List<string> removed = [];
        upkeep.Retain(each => removed.Add($"{each.Table} {each.HourNs / Hour % 24}"), TestContext.Current.CancellationToken);
        return [.. removed];
    }
}
