using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Storage.Retention;
using Weir.Storage.Upkeep;

namespace Weir.Storage.Tests.Retention;

public sealed class RetentionTests : IDisposable
{
    private const long Hour = 3_600_000_000_000;

    // 2026-11-22T08:00:00Z is now.
    private readonly TemporaryArchive _archive = new();

    [Fact]
    public void Hours_older_than_their_table_is_kept_go_and_their_sums_stay()
    {
        // Hours 08 to 12 of the 20th.
        for (int i = 0; i < 5; i++) _archive.Write($"{i}-ab", Batch(100, i));
        Sum();
        Assert.Equal(100UL, Flows(2));
        IReadOnlyList<Removal> removed = Retain(new() { Ages = Of(("flows", TimeSpan.FromHours(45))) });
        // 45 hours ago it was 11:00: the hour from 10 to 11 was just over.
        Assert.Equal(["flows 8", "flows 9", "flows 10"], removed.Select(static each => $"{each.Table} {each.HourNs / Hour % 24}"));
        Assert.All(removed, static each => Assert.Equal((1, RemovalReason.Age), (each.Files, each.Reason)));
        Assert.Equal(2, _archive.Files.Count(static file => file.StartsWith("flows/", StringComparison.Ordinal)));
        Assert.False(Directory.Exists(Path.Combine(_archive.Root, "flows/date=2026-11-20/hour=08")));
        Assert.Equal(5, _archive.Files.Count(static file => file.StartsWith("rollup-1h/proto+dst_port/", StringComparison.Ordinal)));
        Assert.Empty(Retain(new() { Ages = Of(("flows", TimeSpan.FromHours(45))) }));
    }

    [Fact]
    public void A_dry_run_tells_what_would_go_and_changes_nothing()
    {
        for (int i = 0; i < 5; i++) _archive.Write($"{i}-ab", Batch(100, i));
        string[] files = _archive.Files;
        using ArchiveUpkeep upkeep = _archive.Upkeep(new() { Retention = new() { MaxBytes = 1 } });
        Assert.Equal(5, upkeep.PlanRetention().Count);
        Assert.Equal(files, _archive.Files);
    }

    [Fact]
    public void Above_a_size_the_oldest_records_go_first_and_sums_last()
    {
        for (int i = 0; i < 5; i++) _archive.Write($"{i}-ab", Batch(1000, i));
        Sum();
        long all = _archive.Files.Sum(Length);
        long oldest = _archive.Files.Where(static file => file.StartsWith("flows/date=2026-11-20/hour=08", StringComparison.Ordinal)).Sum(Length);
        Removal gone = Assert.Single(Retain(new() { MaxBytes = all - oldest / 2 }));
        Assert.Equal(("flows", RandomFlows.Start, oldest, RemovalReason.Size), (gone.Table, gone.HourNs, gone.Bytes, gone.Reason));
        // Sums of records that are still there would only be made again.
        Assert.All(Retain(new() { MaxBytes = 1 }).SkipWhile(static each => each.Table == "flows"), static each => Assert.StartsWith("rollup-", each.Table, StringComparison.Ordinal));
        Assert.DoesNotContain(_archive.Files, static file => file.StartsWith("flows/", StringComparison.Ordinal));
    }

    [Fact]
    public void Sums_by_minute_and_hour_stay_as_long_as_records_and_go_by_whole_days()
    {
        var policy = new RetentionPolicy { Ages = Of(("flows", TimeSpan.FromDays(30)), ("rollup-1m", TimeSpan.FromDays(1)), ("rollup-1d", TimeSpan.FromDays(3))) };
        Assert.Equal(TimeSpan.FromDays(30), policy.AgeOf("rollup-1m"));
        Assert.Equal(TimeSpan.FromDays(3), policy.AgeOf("rollup-1d"));
        Assert.Null(policy.AgeOf("counters"));
        Assert.Null(new RetentionPolicy { Ages = Of(("rollup-1h", TimeSpan.FromDays(1))) }.AgeOf("rollup-1h"));

        for (int i = 0; i < 5; i++) _archive.Write($"{i}-ab", Batch(10, i));
        Sum();
        var day = new RetentionPolicy { Ages = Of(("flows", TimeSpan.FromHours(45)), ("rollup-1h", TimeSpan.FromHours(45))) };
        Assert.All(Retain(day), static each => Assert.Equal("flows", each.Table));
        // From midnight of the 21st on the day is 45 hours old at 21:00 of the 22nd.
        Assert.Contains(Retain(day, TimeSpan.FromHours(13)), static each => each.Table == "rollup-1h/src_addr");
    }

    public void Dispose() => _archive.Dispose();

    private static Dictionary<string, TimeSpan> Of(params (string Table, TimeSpan Age)[] ages) => ages.ToDictionary(static each => each.Table, static each => each.Age, StringComparer.Ordinal);

    private long Length(string file) => new FileInfo(Path.Combine(_archive.Root, file)).Length;

    private ulong Flows(int hour) => _archive.Ask(new TopQuery { Dimensions = [FlowColumns.Proto], Range = new(RandomFlows.Start + hour * Hour, RandomFlows.Start + (hour + 1) * Hour) }).Totals.Flows;

    private List<Removal> Retain(RetentionPolicy policy, TimeSpan later = default)
    {
        using ArchiveUpkeep upkeep = _archive.Upkeep(new() { Retention = policy }, later);
        List<Removal> removed = [];
        upkeep.Retain(removed.Add, TestContext.Current.CancellationToken);
        Assert.Equal(removed.Sum(static each => each.Files), upkeep.Metrics.RemovedFiles);
        return removed;
    }

    private void Sum()
    {
        using ArchiveUpkeep upkeep = _archive.Upkeep(new());
        upkeep.SumUp(onlyQuiet: false, TestContext.Current.CancellationToken);
    }

    private static FlowBatch Batch(int rows, int hour)
    {
        var batch = new FlowBatch { Count = rows };
        for (int row = 0; row < rows; row++)
        {
            batch.Set(FlowColumns.TimeReceivedNs, row, RandomFlows.Start + hour * Hour + row);
            batch.Set(FlowColumns.Bytes, row, (ulong)row);
        }

        return batch;
    }
}
