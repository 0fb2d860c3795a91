using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Storage.Parquet;

namespace Weir.Storage.Tests.Parquet;

public class CrashTests
{
    private const long Hour = 3_600_000_000_000;

    [Fact]
    public void Leftovers_go_when_the_archive_is_opened_and_no_reader_sees_them()
    {
        using var archive = new TemporaryArchive();
        archive.Write("seg-1", Batch(10, 1));
        string day = Path.Combine(archive.Root, "flows/date=2026-11-20/hour=08");
        File.WriteAllText(Path.Combine(day, ".seg-2.parquet.tmp"), "half a file");
        Directory.CreateDirectory(Path.Combine(archive.Root, ".spill"));
        File.WriteAllText(Path.Combine(archive.Root, ".spill/duckdb_temp_storage-0.tmp"), "spilt");
        Directory.CreateDirectory(Path.Combine(archive.Root, "commits"));
        File.WriteAllText(Path.Combine(archive.Root, "commits/seg-3.tmp"), "come flows/date=2026-11-20/hour=08/seg-3.parq");
        Assert.Equal(10UL, archive.Ask(new FlowsQuery()).Totals.Flows);
        archive.Open().Dispose();
        Assert.Empty(archive.Leftovers);
        Assert.Equal(10UL, archive.Ask(new FlowsQuery()).Totals.Flows);
    }

    [Fact]
    public void What_another_writer_has_not_finished_is_left_alone()
    {
        using var archive = new TemporaryArchive();
        using ParquetArchive first = archive.Open(partRows: 64);
        using var transaction = first.Begin("seg-1");
        transaction.Write(Batch(100, 1));
        archive.Open().Dispose();
        transaction.Commit();
        Assert.Equal(100UL, archive.Ask(new FlowsQuery()).Totals.Flows);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_commit_of_several_files_that_a_crash_interrupts_is_carried_out_when_opened(int stepsDone)
    {
        using var archive = new TemporaryArchive();
        archive.Write("seg-1", Batch(20, 2));
        archive.Write("other", Batch(5, 1));
        // What the new commit of seg-1 makes durable before its first rename: hours 09 and 10 come, hour 08 goes.
        using (var elsewhere = new TemporaryArchive())
        {
            elsewhere.Write("seg-1", Batch(40, 2, RandomFlows.Start + Hour));
            foreach (string file in elsewhere.Files)
            {
                string to = Path.Combine(archive.Root, file);
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(Path.Combine(elsewhere.Root, file), Path.Combine(Path.GetDirectoryName(to)!, $".{Path.GetFileName(to)}.tmp"));
            }
        }

        string[] come = ["flows/date=2026-11-20/hour=09/seg-1.parquet", "flows/date=2026-11-20/hour=10/seg-1.parquet"];
        const string Go = "flows/date=2026-11-20/hour=08/seg-1.parquet";
        if (stepsDone > 0)
        {
            Directory.CreateDirectory(Path.Combine(archive.Root, "commits"));
            File.WriteAllLines(Path.Combine(archive.Root, "commits/seg-1"), [.. come.Select(file => "come " + file), "go " + Go]);
        }

        for (int i = 0; i < Math.Min(2, stepsDone - 1); i++)
            File.Move(Path.Combine(archive.Root, Path.GetDirectoryName(come[i])!, ".seg-1.parquet.tmp"), Path.Combine(archive.Root, come[i]), overwrite: true);
        if (stepsDone > 3) File.Delete(Path.Combine(archive.Root, Go));

        archive.Open().Dispose();
        Assert.Empty(archive.Leftovers);
        string[] old = [Go, "flows/date=2026-11-20/hour=09/seg-1.parquet"];
        Assert.Equal(["flows/date=2026-11-20/hour=08/other.parquet", .. stepsDone == 0 ? old : come], archive.Files.Order(StringComparer.Ordinal));
        Assert.Equal(stepsDone == 0 ? 25UL : 45UL, archive.Ask(new FlowsQuery()).Totals.Flows);
    }

    [Theory]
    [InlineData("come ../../etc/passwd")]
    [InlineData("nonsense")]
    public void A_record_that_no_commit_wrote_changes_nothing(string line)
    {
        using var archive = new TemporaryArchive();
        archive.Write("seg-1", Batch(10, 1));
        Directory.CreateDirectory(Path.Combine(archive.Root, "commits"));
        File.WriteAllText(Path.Combine(archive.Root, "commits/seg-1"), line + "\ngo flows/date=2026-11-20/hour=08/seg-1.parquet\n");
        archive.Open().Dispose();
        Assert.Single(archive.Files);
    }

    private static FlowBatch Batch(int rows, int hours, long start = RandomFlows.Start)
    {
        var batch = new FlowBatch { Count = rows };
        for (int row = 0; row < rows; row++) batch.Set(FlowColumns.TimeReceivedNs, row, start + row % hours * Hour);
        return batch;
    }
}
