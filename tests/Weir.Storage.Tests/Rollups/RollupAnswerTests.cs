using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Storage.Rollups;
using Weir.Storage.Upkeep;

namespace Weir.Storage.Tests.Rollups;

/// <summary>Answers from sums beside those from records: an archive that has sums and one that has the same records and none.</summary>
public sealed class RollupAnswerTests(SummedArchive archives) : IClassFixture<SummedArchive>
{
    private const long Minute = 60_000_000_000;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    private const long Start = SummedArchive.Start;

    public static TheoryData<long?, long?> Ranges => new()
    {
        { null, null },
        { Start, Start + 2 * Day },
        { Start + Day, null },
        { Start + 3 * Hour, Start + 40 * Hour },
        { Start + 7 * Hour + 10 * Minute, Start + 2 * Day + 20 * Minute },
        { Start + 5 * Hour + 3 * Minute, Start + 30 * Hour + 7 * Minute },
        { Start + 5 * Hour + 12_345_678_901, Start + 31 * Hour + 987_654_321 },
        { Start + 12_345_678_901, null },
        { null, Start + 26 * Hour + 1 },
        { Start + 4 * Hour + 1, Start + 4 * Hour + 2 },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Sums_answer_as_records_do(long? since, long? until)
    {
        var range = new TimeRange(since, until);
        foreach (TopQuery query in Queries(range))
        {
            QueryPlan plan = QueryPlanner.Plan(query);
            string expected = Text(Run(archives.Records, plan));
            Assert.Equal(expected, Text(Run(archives.Summed, plan)));
        }
    }

    [Fact]
    public void What_is_asked_most_has_sums_by_itself() =>
        Assert.Equal(["proto", "sampler_address+in_if+out_if", "proto+dst_port", "src_as+dst_as", "src_addr", "dst_addr"], Rollup.Defaults.Select(static rollup => rollup.Name));

    [Fact]
    public void A_question_by_days_opens_files_of_days_and_what_has_no_sums_yet()
    {
        IReadOnlyList<string> sums = Explain(new TopQuery { Dimensions = [FlowColumns.DstPort], Range = new(Start, Start + 2 * Day) });
        Assert.Contains(sums, static line => line.Contains("rollup-1d/proto+dst_port", StringComparison.Ordinal));
        Assert.Contains(sums, static line => line.StartsWith("2 files", StringComparison.Ordinal) && line.Contains("records (no sums yet", StringComparison.Ordinal));
    }

    [Fact]
    public void What_sums_are_not_by_is_answered_from_records()
    {
        Assert.Empty(Explain(new TopQuery { Dimensions = [FlowColumns.IpTos] }));
        Assert.Empty(Explain(new TopQuery { Dimensions = [FlowColumns.Proto], Filter = FilterBinder.Bind("bytes > 100") }));
        Assert.Empty(Explain(new TopQuery { Dimensions = [FlowColumns.Proto], Filter = FilterBinder.Bind("src ip 10.0.0.1") }));
        Assert.Empty(Explain(new TopQuery { Dimensions = [FlowColumns.Proto, new TimeDimension(7_000_000_000)] }));
        Assert.Empty(Explain(new TopQuery { Dimensions = [FlowColumns.Proto], Measures = [Measure.Bytes, new MomentMeasure(IsLast: true)] }));
    }

    [Theory]
    [InlineData("", 0, 2 * 24 * 60)]
    [InlineData("", 0, 6 * 60)]
    [InlineData("proto", 0, 2 * 24 * 60)]
    [InlineData("proto", 7, 49 * 60 + 3)]
    [InlineData("src_addr", 0, 60 * 60)]
    [InlineData("src_addr", 13 * 60 + 1, 51 * 60)]
    public void Series_from_sums_are_those_from_records(string by, int since, int until)
    {
        SeriesPlan plan = QueryPlanner.Plan(new SeriesQuery { Dimensions = by.Length == 0 ? [] : [FlowColumns.Find(by)!], Count = 3, BucketNs = 10 * Minute, Range = new(Start + since * Minute, Start + until * Minute) });
        using var summed = new ArchiveReader(archives.Summed.Root);
        using var records = new ArchiveReader(archives.Records.Root);
        SeriesResult expected = records.Run(plan, TestContext.Current.CancellationToken);
        SeriesResult given = summed.Run(plan, TestContext.Current.CancellationToken);
        Assert.Equal(expected.Totals, given.Totals);
        Assert.Equal(expected.Lines.Select(Line), given.Lines.Select(Line));
        Assert.Equal(expected.Others is { } rest ? Line(rest) : null, given.Others is { } other ? Line(other) : null);
        static string Line(SeriesLine line) => $"{string.Join(',', line.Group)}: {string.Join(' ', line.Values)}";
    }

    [Fact]
    public void A_series_over_very_many_records_has_the_buckets_that_sums_are_by()
    {
        var query = new SeriesQuery { Dimensions = [FlowColumns.SrcAddr], Count = 3, MostBuckets = 2000, LeastBuckets = 200, Range = new(Start, Start + 2 * Day) };
        SeriesPlan plan = QueryPlanner.Plan(query);
        using var few = new ArchiveReader(archives.Summed.Root);
        using var many = new ArchiveReader(archives.Summed.Root) { ManyOctets = 0 };
        SeriesResult narrow = few.Run(plan, TestContext.Current.CancellationToken), wide = many.Run(plan, TestContext.Current.CancellationToken);
        Assert.Equal(2 * Minute, narrow.BucketNs);
        Assert.Equal((10 * Minute, 2 * 24 * 6), (wide.BucketNs, wide.Count));
        Assert.Equal(narrow.Totals, wide.Totals);
        Assert.Equal(narrow.Lines.Select(Sum), wide.Lines.Select(Sum));
        Assert.Contains(many.Explain(plan, TestContext.Current.CancellationToken).Sums, static line => line.Contains("rollup-10m/src_addr", StringComparison.Ordinal));
        Assert.Empty(few.Explain(plan, TestContext.Current.CancellationToken).Sums);
        static string Sum(SeriesLine line) => $"{string.Join(',', line.Group)}: {line.Values.Sum(static value => (decimal)value.Unsigned)}";
    }

    [Fact]
    public void Sums_answer_when_the_records_are_gone()
    {
        using var own = new SummedArchive();
        var query = new TopQuery { Dimensions = [FlowColumns.Proto], Range = new(Start, Start + 2 * Day) };
        string expected = Text(Run(own.Records, QueryPlanner.Plan(query)));
        var options = SummedArchive.Options with { Retention = new() { Ages = new Dictionary<string, TimeSpan>(StringComparer.Ordinal) { ["flows"] = TimeSpan.FromHours(1), ["rollup-1m"] = TimeSpan.FromHours(1) } } };
        using (ArchiveUpkeep upkeep = own.Summed.Upkeep(options))
        {
            upkeep.SumUp(onlyQuiet: false, TestContext.Current.CancellationToken);
            upkeep.Retain(static _ => { }, TestContext.Current.CancellationToken);
            Assert.Empty(upkeep.Verify(TestContext.Current.CancellationToken).Problems);
        }

        Assert.DoesNotContain(own.Summed.Files, static file => file.StartsWith("flows/", StringComparison.Ordinal));
        Assert.Equal(expected, Text(Run(own.Summed, QueryPlanner.Plan(query))));
    }

    [Fact]
    public void The_smallest_sums_that_leave_nothing_out_are_asked()
    {
        using var own = new SummedArchive();
        var query = new TopQuery { Dimensions = [FlowColumns.Proto], Range = new(Start, Start + 4 * Day), Measures = [Measure.Flows], OrderBy = Measure.Flows };
        string Asked()
        {
            using var reader = new ArchiveReader(own.Summed.Root, threads: 1);
            return string.Join('\n', reader.Explain(QueryPlanner.Plan(query), TestContext.Current.CancellationToken).Sums);
        }

        void Keep(UpkeepOptions options)
        {
            using ArchiveUpkeep upkeep = own.Summed.Upkeep(options);
            upkeep.Retain(static _ => { }, TestContext.Current.CancellationToken);
            upkeep.SumUp(onlyQuiet: false, TestContext.Current.CancellationToken);
        }

        // All records are there: those by protocol alone are made of all of them.
        UpkeepOptions both = SummedArchive.Options with { Rollups = [.. SummedArchive.Options.Rollups, SummedArchive.Named("proto")] };
        Keep(both);
        Assert.Contains("rollup-1d/proto)", Asked(), StringComparison.Ordinal);
        Assert.Equal(Text(Run(own.Records, QueryPlanner.Plan(query))), Text(Run(own.Summed, QueryPlanner.Plan(query))));

        // Sums by protocol that begin after records went lack what those by service have.
        foreach (string directory in Directory.GetDirectories(own.Summed.Root, "rollup-*").Select(static level => Path.Combine(level, "proto")).Where(Directory.Exists)) Directory.Delete(directory, recursive: true);
        Keep(SummedArchive.Options with { Retention = new() { Ages = new Dictionary<string, TimeSpan>(StringComparer.Ordinal) { ["flows"] = TimeSpan.FromHours(1) } } });
        own.Write("99-ab", 70, 30);
        Keep(both);
        Assert.Contains("proto+dst_port)", Asked(), StringComparison.Ordinal);
        Assert.Equal(Text(Run(own.Records, QueryPlanner.Plan(query))), Text(Run(own.Summed, QueryPlanner.Plan(query))));
    }

    [Fact]
    public void An_import_that_is_replaced_takes_its_sums_with_it()
    {
        using var own = new SummedArchive();
        var query = new TopQuery { Dimensions = [FlowColumns.Proto], Range = new(Start, Start + 3 * Day) };
        foreach (int rows in (int[])[100, 40])
        {
            own.Write("import-1", 9, rows);
            Assert.Equal(Text(Run(own.Records, QueryPlanner.Plan(query))), Text(Run(own.Summed, QueryPlanner.Plan(query))));
            using ArchiveUpkeep upkeep = own.Summed.Upkeep(SummedArchive.Options);
            upkeep.SumUp(onlyQuiet: false, TestContext.Current.CancellationToken);
            Assert.Equal(Text(Run(own.Records, QueryPlanner.Plan(query))), Text(Run(own.Summed, QueryPlanner.Plan(query))));
            Assert.Empty(upkeep.Verify(TestContext.Current.CancellationToken).Problems);
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("proto+proto")]
    [InlineData("bytes")]
    [InlineData("proto@5m")]
    [InlineData("time_flow_end_ns")]
    [InlineData("")]
    public void What_is_no_rollup_is_told(string text)
    {
        Assert.False(Rollup.TryParse(text, out _, out string? problem));
        Assert.NotEmpty(problem);
    }

    private static IEnumerable<TopQuery> Queries(TimeRange range) =>
    [
        new() { Dimensions = [FlowColumns.Proto], Range = range, Count = 1000 },
        new() { Dimensions = [FlowColumns.DstPort], Range = range, Count = 1000, Filter = FilterBinder.Bind("proto tcp or proto udp") },
        new() { Dimensions = [FlowColumns.SrcAddr], Range = range, Count = 1000, Measures = [Measure.Flows, Measure.Bytes], OrderBy = Measure.Flows },
        new() { Dimensions = [new PrefixDimension(FlowColumns.SrcAddr, 8, 32)], Range = range, Count = 1000 },
        new() { Dimensions = [FlowColumns.Proto, new TimeDimension(10 * Minute)], Range = range, Count = 100_000 },
        new() { Dimensions = [FlowColumns.Proto, new TimeDimension(Hour)], Range = range, Count = 100_000, Measures = [Measure.Bytes, new DistinctMeasure(FlowColumns.DstPort, IsExact: true)] },
    ];

    private static QueryResult Run(TemporaryArchive archive, QueryPlan plan)
    {
        using var reader = new ArchiveReader(archive.Root, threads: 1);
        return reader.Run(plan, TestContext.Current.CancellationToken);
    }

    private IReadOnlyList<string> Explain(TopQuery query)
    {
        using var reader = new ArchiveReader(archives.Summed.Root, threads: 1);
        return reader.Explain(QueryPlanner.Plan(query), TestContext.Current.CancellationToken).Sums;
    }

    private static string Text(QueryResult result) =>
        string.Join('\n', result.Rows.Select(static row => string.Join('|', row)).Append(result.Totals.ToString()).Append(string.Join('|', result.Whole)));
}
