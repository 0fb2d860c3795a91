using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Wire.Primitives;

namespace Weir.Storage.Tests;

/// <summary>Series, matrices, comparisons, conversations and percentiles, held to a reading of the same records one by one.</summary>
public sealed class ComposedTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private readonly TemporaryArchive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Fact]
    public void A_series_has_the_largest_groups_and_all_others_in_every_bucket()
    {
        FlowBatch batch = Traffic(2000);
        using var reader = new ArchiveReader(_archive.Root);
        SeriesResult result = reader.Run(QueryPlanner.Plan(new SeriesQuery { Dimensions = [FlowColumns.Proto, FlowColumns.SrcAddr], Count = 3, BucketNs = 60 * Second }), TestContext.Current.CancellationToken);
        Assert.Equal(3, result.Lines.Count);
        Assert.Equal((RandomFlows.Start / (60 * Second) * 60 * Second, 34), (result.StartNs, result.Count));
        var expected = new Dictionary<(int Bucket, byte? Proto, IpAddress? Source), ulong>();
        for (int row = 0; row < batch.Count; row++)
        {
            var key = ((int)((batch.Column(FlowColumns.TimeFlowEndNs)[row] - result.StartNs) / result.BucketNs), Proto(batch, row), Source(batch, row));
            expected[key] = expected.GetValueOrDefault(key) + batch.Column(FlowColumns.Bytes)[row];
        }

        var groups = expected.GroupBy(static one => (one.Key.Proto, one.Key.Source)).Select(static group => (group.Key, Sum: group.Aggregate(0UL, static (sum, one) => sum + one.Value))).OrderByDescending(static group => group.Sum).Take(3).ToArray();
        foreach ((var group, SeriesLine line) in groups.Zip(result.Lines))
        {
            Assert.Equal(group.Key, (line.Group[0].IsNull ? null : (byte)line.Group[0].Unsigned, line.Group[1].IsNull ? null : line.Group[1].Address));
            for (int bucket = 0; bucket < result.Count; bucket++) Assert.Equal(expected.GetValueOrDefault((bucket, group.Key.Proto, group.Key.Source)), line.Values[bucket].Unsigned);
        }

        for (int bucket = 0; bucket < result.Count; bucket++)
        {
            ulong all = expected.Where(one => one.Key.Bucket == bucket).Aggregate(0UL, static (sum, one) => sum + one.Value);
            Assert.Equal(all, result.Others!.Values[bucket].Unsigned + result.Lines.Aggregate(0UL, (sum, line) => sum + line.Values[bucket].Unsigned));
        }
    }

    [Fact]
    public void A_series_fills_its_range_and_chooses_its_buckets()
    {
        Traffic(100);
        using var reader = new ArchiveReader(_archive.Root);
        SeriesResult hour = reader.Run(QueryPlanner.Plan(new SeriesQuery { Range = new(RandomFlows.Start - 1800 * Second, RandomFlows.Start + 1800 * Second) }), TestContext.Current.CancellationToken);
        Assert.Equal((60 * Second, 60, 0), (hour.BucketNs, hour.Count, hour.Lines.Count));
        Assert.Equal(hour.Totals.Bytes, hour.Others!.Values.Aggregate(0UL, static (sum, value) => sum + value.Unsigned));
        Assert.Equal(0UL, hour.Others.Values[0].Unsigned);
        SeriesResult rate = reader.Run(QueryPlanner.Plan(new SeriesQuery { Measure = MeasureText.Parse("bps"), BucketNs = 10 * Second }), TestContext.Current.CancellationToken);
        Assert.Equal(hour.Totals.Bytes * 8 / 10.0, rate.Others!.Values.Sum(static value => value.IsNull ? 0 : value.Real), 3);
        Assert.Throws<ArgumentException>(() => reader.Run(QueryPlanner.Plan(new SeriesQuery { Range = new(0, null), BucketNs = Second }), TestContext.Current.CancellationToken));
        Assert.Equal(0, reader.Run(QueryPlanner.Plan(new SeriesQuery { Filter = FilterBinder.Bind("not any") }), TestContext.Current.CancellationToken).Count);
    }

    [Fact]
    public void A_matrix_has_every_cell_of_its_groups_and_of_all_others()
    {
        FlowBatch batch = Traffic(2000);
        using var reader = new ArchiveReader(_archive.Root);
        MatrixResult result = reader.Run(QueryPlanner.Plan(new TopQuery { Dimensions = [FlowColumns.SrcAddr], Count = 3 }, [FlowColumns.Proto], 2), TestContext.Current.CancellationToken);
        Assert.Equal((3, 2), (result.Rows.Count, result.Columns.Count));
        ulong[,] expected = new ulong[4, 3];
        for (int row = 0; row < batch.Count; row++)
        {
            IpAddress? source = Source(batch, row);
            byte? proto = Proto(batch, row);
            int at = result.Rows.Index().FirstOrDefault(one => (one.Item[0].IsNull ? null : one.Item[0].Address) == source, (3, [])).Index;
            int across = result.Columns.Index().FirstOrDefault(one => (one.Item[0].IsNull ? null : (byte)one.Item[0].Unsigned) == proto, (2, [])).Index;
            expected[at, across] += batch.Column(FlowColumns.Bytes)[row];
        }

        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 3; j++) Assert.Equal(expected[i, j], result.Cells[i, j].Unsigned);
        }
    }

    [Fact]
    public void Known_groups_are_measured_in_another_time()
    {
        Traffic(2000);
        using var reader = new ArchiveReader(_archive.Root);
        QueryPlan plan = QueryPlanner.Plan(new TopQuery { Dimensions = [FlowColumns.SrcAddr, FlowColumns.Proto], Count = 20 });
        QueryResult all = reader.Run(plan, TestContext.Current.CancellationToken);
        IReadOnlyList<ResultValue[]> again = reader.MeasureGroups(plan, [.. all.Rows.Select(static row => row[..2])], TestContext.Current.CancellationToken);
        Assert.Equal(all.Rows.Select(static row => row[2..]), again);
        QueryPlan never = QueryPlanner.Plan(new TopQuery { Dimensions = [FlowColumns.SrcAddr, FlowColumns.Proto], Range = new(0, 1) });
        Assert.All(reader.MeasureGroups(never, [.. all.Rows.Select(static row => row[..2])], TestContext.Current.CancellationToken), static row => Assert.True(row[0].IsNull));
    }

    [Fact]
    public void Conversations_join_both_directions_under_the_side_that_began()
    {
        IpAddress client = IpAddress.FromV4(0x0A000009), server = IpAddress.FromV4(0x0A000001);
        var batch = new FlowBatch { Count = 5 };
        (IpAddress From, IpAddress To, ushort FromPort, ushort ToPort, long Start, ulong Bytes)[] records =
        [
            (server, client, 443, 50_000, 1, 1000), (client, server, 50_000, 443, 0, 10),
            (client, server, 50_001, 443, 7, 20), (server, client, 443, 50_001, 8, 2000), (client, client, 1, 1, 9, 5),
        ];
        foreach ((int row, var record) in records.Index())
        {
            batch.Set(FlowColumns.TimeReceivedNs, row, RandomFlows.Start + record.Start);
            batch.Set(FlowColumns.TimeFlowStartNs, row, RandomFlows.Start + record.Start);
            batch.Set(FlowColumns.TimeFlowEndNs, row, RandomFlows.Start + record.Start + 2);
            batch.Set(FlowColumns.SrcAddr, row, record.From);
            batch.Set(FlowColumns.DstAddr, row, record.To);
            batch.Set(FlowColumns.SrcPort, row, record.FromPort);
            batch.Set(FlowColumns.DstPort, row, record.ToPort);
            batch.Set(FlowColumns.Bytes, row, record.Bytes);
            batch.Set(FlowColumns.Packets, row, 1UL);
        }

        _archive.Write("seg", batch);
        using var reader = new ArchiveReader(_archive.Root);
        QueryResult hosts = reader.Run(QueryPlanner.Plan(new PairsQuery()), TestContext.Current.CancellationToken);
        Assert.Equal([client, client], hosts.Rows.Select(static row => row[0].Address));
        Assert.Equal([server, client], hosts.Rows.Select(static row => row[1].Address));
        Assert.Equal([30UL, 3000, 3030, 2, 2, 4, 4], hosts.Rows[0][2..9].Select(static value => value.Unsigned));
        Assert.Equal((RandomFlows.Start, 10), (hosts.Rows[0][9].TimeNs, hosts.Rows[0][10].Signed));
        QueryResult ports = reader.Run(QueryPlanner.Plan(new PairsQuery { ByPorts = true }), TestContext.Current.CancellationToken);
        Assert.Equal([(50_001UL, 443UL, 20UL, 2000UL), (50_000UL, 443UL, 10UL, 1000UL), (1UL, 1UL, 5UL, 0UL)], ports.Rows.Select(static row => (row[2].Unsigned, row[3].Unsigned, row[5].Unsigned, row[6].Unsigned)));
        Assert.True(ports.Rows[0][4].IsNull);
    }

    [Fact]
    public void Every_record_is_in_one_conversation()
    {
        _archive.Write("seg", new RandomFlows(31).Next(2000, static row => RandomFlows.Start + row * Second));
        using var reader = new ArchiveReader(_archive.Root);
        foreach (bool ports in new[] { false, true })
        {
            QueryResult result = reader.Run(QueryPlanner.Plan(new PairsQuery { ByPorts = ports, Count = 10_000, OrderBy = Measure.Flows }), TestContext.Current.CancellationToken);
            int flows = result.Columns.Index().First(static column => column.Item.Name == "flows").Index;
            Assert.Equal(2000UL, result.Rows.Aggregate(0UL, (sum, row) => sum + row[flows].Unsigned));
        }
    }

    [Theory]
    [InlineData(95, 20, 0)] // of 20 buckets the highest is left out; the next has no traffic
    [InlineData(100, 20, 30)]
    [InlineData(95, 19, 30)] // of 19 none is
    [InlineData(50, 2, 10)]
    public void A_percentile_is_the_highest_rate_that_remains(double percent, int buckets, int expected)
    {
        var batch = new FlowBatch { Count = 2 };
        for (int row = 0; row < 2; row++)
        {
            batch.Set(FlowColumns.TimeReceivedNs, row, RandomFlows.Start);
            batch.Set(FlowColumns.TimeFlowEndNs, row, RandomFlows.Start + (buckets == 2 ? row * 300 * Second : 0));
            batch.Set(FlowColumns.InIf, row, 7u);
            batch.Set(FlowColumns.Bytes, row, (row == 0 ? 10UL : 20UL) * 300 / 8);
        }

        _archive.Write("seg", batch);
        using var reader = new ArchiveReader(_archive.Root);
        QueryResult result = reader.Run(QueryPlanner.Plan(new PercentileQuery
        {
            Dimensions = [FlowColumns.SamplerAddress, FlowColumns.InIf],
            Percent = percent,
            Range = new(RandomFlows.Start, RandomFlows.Start + buckets * 300 * Second),
        }), TestContext.Current.CancellationToken);
        ResultValue[] line = Assert.Single(result.Rows);
        Assert.True(line[0].IsNull);
        Assert.Equal((7UL, (double)expected), (line[1].Unsigned, Math.Round(line[2].Real)));
        Assert.Empty(reader.Run(QueryPlanner.Plan(new PercentileQuery { Dimensions = [FlowColumns.OutIf] }), TestContext.Current.CancellationToken).Rows);
    }

    [Fact]
    public void An_explanation_tells_the_files_that_would_be_opened()
    {
        _archive.Write("now", new RandomFlows(1).Next(10, static row => RandomFlows.Start + row));
        _archive.Write("old", new RandomFlows(1).Next(10, static row => RandomFlows.Start - 100 * 3600 * Second + row));
        using var reader = new ArchiveReader(_archive.Root);
        QueryExplanation told = reader.Explain(QueryPlanner.Plan(new TopQuery { Dimensions = [FlowColumns.SrcAddr], Range = new(RandomFlows.Start - Second, null) }), TestContext.Current.CancellationToken);
        Assert.Equal((1, 2), (told.Files, told.FilesInAll));
        Assert.True(told.Octets > 0);
        Assert.Contains("PARQUET", told.EnginePlan, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("GROUP BY", told.Statement.Text, StringComparison.Ordinal);
    }

    private FlowBatch Traffic(int rows)
    {
        var batch = new FlowBatch { Count = rows };
        var random = new Random(5);
        for (int row = 0; row < rows; row++)
        {
            batch.Set(FlowColumns.TimeReceivedNs, row, RandomFlows.Start + row * Second);
            batch.Set(FlowColumns.TimeFlowEndNs, row, RandomFlows.Start + row * Second);
            if (random.Next(10) > 0) batch.Set(FlowColumns.SrcAddr, row, RandomFlows.Addresses[random.Next(6)]);
            if (random.Next(5) > 0) batch.Set(FlowColumns.Proto, row, (byte)random.Next(4));
            batch.Set(FlowColumns.Bytes, row, (ulong)random.Next(1_000_000));
        }

        _archive.Write("traffic", batch);
        return batch;
    }

    private static byte? Proto(FlowBatch batch, int row) => batch.IsValid(FlowColumns.Proto, row) ? batch.Column(FlowColumns.Proto)[row] : null;

    private static IpAddress? Source(FlowBatch batch, int row) => batch.IsValid(FlowColumns.SrcAddr, row) ? batch.Column(FlowColumns.SrcAddr)[row] : null;
}
