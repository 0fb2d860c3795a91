using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Query.Sql;
using Weir.Storage.Tests.Rollups;

namespace Weir.Storage.Tests;

/// <summary>A reader whose questions see records made coarse.</summary>
public sealed class CoarseTests(SummedArchive archives) : IClassFixture<SummedArchive>
{
    [Fact]
    public void Records_are_as_if_they_had_been_coarse_from_the_start()
    {
        using var archive = new TemporaryArchive();
        archive.Write("all", new RandomFlows(3).Next(2000, row => RandomFlows.Start + row));
        QueryPlan plan = QueryPlanner.Plan(new FlowsQuery { Count = 2000 });
        QueryResult whole = Run(archive.Root, plan, isCoarse: false);

        Assert.Equal(Sorted(whole.Rows.Select(row => Coarse(row, whole.Columns))), Sorted(Run(archive.Root, plan, isCoarse: true).Rows));
    }

    [Fact]
    public void Sums_are_made_coarse_as_records_are()
    {
        foreach (TopQuery query in (TopQuery[])[new() { Dimensions = [FlowColumns.SrcAddr], Count = 100 }, new() { Dimensions = [FlowColumns.Proto], Filter = FilterBinder.Bind("src net 10.0.0.0/24") }, new() { Dimensions = [FlowColumns.DstPort] }])
        {
            QueryPlan plan = QueryPlanner.Plan(query with { Range = new(SummedArchive.Start, SummedArchive.Start + 172_800_000_000_000) });
            QueryResult records = Run(archives.Records.Root, plan, isCoarse: true);

            Assert.Equal(Text(records), Text(Run(archives.Summed.Root, plan, isCoarse: true)));
            Assert.NotEmpty(records.Rows);
        }

        // Five hosts in each of four networks.
        Assert.Equal(5, Run(archives.Summed.Root, QueryPlanner.Plan(new TopQuery { Dimensions = [FlowColumns.SrcAddr], Count = 100 }), isCoarse: true).Rows.Count);
    }

    [Fact]
    public void What_could_show_more_is_not_answered()
    {
        using var reader = new ArchiveReader(archives.Records.Root, isCoarse: true);

        Assert.Throws<InvalidOperationException>(() => reader.Sql("SELECT * FROM whole_flows", default, 10, TestContext.Current.CancellationToken));
        Assert.Throws<InvalidOperationException>(() => reader.Counters(default, null, TestContext.Current.CancellationToken));
    }

    private static ResultValue[] Coarse(ResultValue[] row, IReadOnlyList<ResultColumn> columns) => [.. row.Select((value, i) =>
    {
        FlowColumn column = columns[i].Column!;
        if (value.IsNull || CoarseColumns.Hides(column)) return ResultValue.Null;
        return column.Type switch
        {
            LogicalType.Address => ResultValue.Of(CoarseColumns.Of(value.Address)),
            LogicalType.Mac => ResultValue.Of(value.Mac.Bits >> 24 << 24),
            _ => value,
        };
    })];

    private static string Sorted(IEnumerable<ResultValue[]> rows) => string.Join('\n', rows.Select(static row => string.Join('|', row)).Order(StringComparer.Ordinal));

    private static QueryResult Run(string archive, QueryPlan plan, bool isCoarse)
    {
        using var reader = new ArchiveReader(archive, threads: 1, isCoarse: isCoarse);
        return reader.Run(plan, TestContext.Current.CancellationToken);
    }

    private static string Text(QueryResult result) => string.Join('\n', result.Rows.Select(static row => string.Join('|', row)).Append(result.Totals.ToString()));
}
