using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Storage.Tests.Rollups;
using Weir.Storage.Upkeep;

namespace Weir.Storage.Tests;

/// <summary>Lists of records: the newest are looked for in the newest hours, and totals come from sums; answers are as if neither were so.</summary>
public sealed class SingleRecordTests(SummedArchive archive) : IClassFixture<SummedArchive>
{
    private const int All = 100_000;

    [Theory]
    [InlineData(1, "")]
    [InlineData(50, "")]
    [InlineData(51, "")]
    [InlineData(700, "")]
    [InlineData(2900, "")]
    [InlineData(20, "proto udp and dst port 3")]
    [InlineData(200, "proto udp and dst port 3")]
    [InlineData(5, "bytes > 1490")]
    [InlineData(5, "bytes > 5000")]
    public void The_newest_are_the_first_of_all_and_the_totals_are_of_all(int count, string filter)
    {
        QueryResult whole = Ask(archive.Records, All, filter);
        foreach (TemporaryArchive asked in (TemporaryArchive[])[archive.Records, archive.Summed])
        {
            QueryResult newest = Ask(asked, count, filter);
            Assert.Equal(whole.Rows.Take(count).Select(static row => row[0].TimeNs), newest.Rows.Select(static row => row[0].TimeNs));
            Assert.Equal(whole.Totals, newest.Totals);
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0L, 20 * 3600L)]
    [InlineData(3 * 3600L + 61, 41 * 3600L + 7)]
    public void A_range_is_kept_to(long? since, long? until)
    {
        TimeRange range = new(SummedArchive.Start + since * 1_000_000_000, SummedArchive.Start + until * 1_000_000_000);
        QueryResult whole = Ask(archive.Records, All, "", range);
        QueryResult newest = Ask(archive.Summed, 10, "", range);

        Assert.Equal(whole.Rows.Take(10).Select(static row => row[0].TimeNs), newest.Rows.Select(static row => row[0].TimeNs));
        Assert.Equal(whole.Totals, newest.Totals);
    }

    [Fact]
    public void Totals_are_of_the_records_that_are_left()
    {
        using var own = new SummedArchive();
        var options = SummedArchive.Options with { Retention = new() { Ages = new Dictionary<string, TimeSpan>(StringComparer.Ordinal) { ["flows"] = TimeSpan.FromHours(100) } } };
        using (ArchiveUpkeep upkeep = own.Summed.Upkeep(options)) upkeep.Retain(static _ => { }, TestContext.Current.CancellationToken);
        QueryResult left = Ask(own.Summed, All, "");

        Assert.InRange(left.Rows.Count, 1, 2999);
        Assert.Equal((ulong)left.Rows.Count, left.Totals.Flows);
        Assert.Equal(left.Totals, Ask(own.Summed, 10, "").Totals);
    }

    private static QueryResult Ask(TemporaryArchive archive, int count, string filter, TimeRange range = default) =>
        archive.Ask(new FlowsQuery { Columns = [FlowColumns.TimeReceivedNs, FlowColumns.Bytes], Count = count, Filter = DuplicateFilter.WithoutDuplicates(FilterBinder.Bind(filter)), Range = range });
}
