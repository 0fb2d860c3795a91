using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Storage.Parquet;
using Weir.Storage.Retention;
using Weir.Storage.Rollups;
using Weir.Storage.Upkeep;

namespace Weir.Storage.Tests.Upkeep;

public sealed class ConcurrencyTests : IDisposable
{
    private const long Hour = 3_600_000_000_000;
    private const int Segments = 35;
    private const int RowsOfSegment = 90;

    private readonly TemporaryArchive _archive = new();
    private int _begun;
    private int _committed;

    [Fact]
    public async Task Sums_are_never_wrong_while_segments_come_and_hours_are_compacted_summed_up_and_removed()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        // A day that retention takes while the others are asked for.
        for (int i = 0; i < 20; i++) _archive.Write($"{i}-old", Segment(i, RandomFlows.Start - 240 * Hour + i % 4 * Hour));
        Task writing = Task.Run(Write, cancellation);
        Task keeping = Task.Run(() => Keep(writing), cancellation);
        int questions = 0;
        using var reader = new ArchiveReader(_archive.Root, threads: 1);
        QueryPlan top = QueryPlanner.Plan(new TopQuery { Dimensions = [FlowColumns.Proto], Range = new(RandomFlows.Start - Hour) });
        QueryPlan flows = QueryPlanner.Plan(new FlowsQuery { Count = 50, Range = new(RandomFlows.Start - Hour) });
        while (!keeping.IsCompleted)
        {
            int atLeast = Volatile.Read(ref _committed);
            QueryResult answer = reader.Run(questions % 2 == 0 ? top : flows, cancellation);
            int atMost = Volatile.Read(ref _begun);
            // A segment has rows in three hours: half of one would not divide.
            Assert.Equal(0UL, answer.Totals.Flows % RowsOfSegment);
            Assert.InRange((int)answer.Totals.Flows / RowsOfSegment, atLeast, atMost);
            Assert.Equal(answer.Totals.Flows * 1000, answer.Totals.Bytes);
            questions++;
        }

        await writing;
        await keeping;
        Assert.True(questions > 5, $"{questions}");
        Assert.Equal((ulong)Segments * RowsOfSegment, reader.Run(top, cancellation).Totals.Flows);
        Assert.DoesNotContain(_archive.Files, static file => file.Contains("2026-11-10", StringComparison.Ordinal));
        Assert.True(_archive.Files.Count(static file => file.StartsWith("flows/", StringComparison.Ordinal)) < Segments);
        Assert.Empty(_archive.Leftovers);
    }

    public void Dispose() => _archive.Dispose();

    private void Write()
    {
        using ParquetArchive archive = _archive.Open();
        for (int i = 0; i < Segments; i++)
        {
            Interlocked.Increment(ref _begun);
            TemporaryArchive.Write(archive, $"{i}-ab", Segment(i, RandomFlows.Start));
            Interlocked.Increment(ref _committed);
            // As after a crash: the segment was archived and is archived again.
            if (i % 7 == 3) TemporaryArchive.Write(archive, $"{i - 2}-ab", Segment(i - 2, RandomFlows.Start));
        }
    }

    private void Keep(Task writing)
    {
        var options = new UpkeepOptions
        {
            Files = new() { PartRows = 1500, RowGroupRows = 2048 },
            Rollups = [Rollup.Defaults[2], Rollup.Defaults[4]],
            Retention = new() { Ages = new Dictionary<string, TimeSpan>(StringComparer.Ordinal) { ["flows"] = TimeSpan.FromDays(5), ["rollup-1m"] = TimeSpan.FromDays(5), ["rollup-10m"] = TimeSpan.FromDays(5), ["rollup-1h"] = TimeSpan.FromDays(5), ["rollup-1d"] = TimeSpan.FromDays(5) } },
        };
        for (bool isLast = false; !isLast;)
        {
            isLast = writing.IsCompleted;
            using ArchiveUpkeep upkeep = _archive.Upkeep(options);
            upkeep.Compact(onlyQuiet: false, null, TestContext.Current.CancellationToken);
            upkeep.SumUp(onlyQuiet: false, TestContext.Current.CancellationToken);
            upkeep.Retain(static removal => Assert.Equal(RemovalReason.Age, removal.Reason), TestContext.Current.CancellationToken);
        }
    }

    private static FlowBatch Segment(int number, long start)
    {
        var batch = new FlowBatch { Count = RowsOfSegment };
        for (int row = 0; row < RowsOfSegment; row++)
        {
            batch.Set(FlowColumns.TimeReceivedNs, row, start + row % 3 * Hour + number);
            batch.Set(FlowColumns.SrcAddr, row, RandomFlows.Addresses[(row + number) % RandomFlows.Addresses.Length]);
            batch.Set(FlowColumns.Proto, row, (byte)(row % 5));
            batch.Set(FlowColumns.Bytes, row, 1000UL);
        }

        return batch;
    }
}
