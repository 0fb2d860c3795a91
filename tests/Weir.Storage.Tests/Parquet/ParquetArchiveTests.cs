using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Storage.Parquet;

namespace Weir.Storage.Tests.Parquet;

public class ParquetArchiveTests
{
    private const long Hour = 3_600_000_000_000;

    [Fact]
    public void Records_go_to_the_hour_they_were_received_in()
    {
        using var archive = new TemporaryArchive();
        archive.Write("seg-1", Batch(100, row => RandomFlows.Start + (row < 40 ? 0 : row < 90 ? 59 * Hour / 60 : 16 * Hour)));
        Assert.Equal(["flows/date=2026-11-20/hour=08/seg-1.parquet", "flows/date=2026-11-21/hour=00/seg-1.parquet"], archive.Files);
        Assert.Empty(archive.Leftovers);
        Assert.Equal(100, archive.Ask(new FlowsQuery { Count = 1000 }).Rows.Count);
    }

    [Fact]
    public void Committing_a_name_again_replaces_what_it_held_in_every_hour()
    {
        using var archive = new TemporaryArchive();
        archive.Write("seg-1", Batch(100, row => RandomFlows.Start + row * Hour / 20));
        archive.Write("seg-10", Batch(7, _ => RandomFlows.Start));
        Assert.Equal(6, archive.Files.Length);
        archive.Write("seg-1", Batch(30, row => RandomFlows.Start + (row < 15 ? 0 : 7 * Hour)));
        Assert.Equal(["flows/date=2026-11-20/hour=08/seg-1.parquet", "flows/date=2026-11-20/hour=08/seg-10.parquet", "flows/date=2026-11-20/hour=15/seg-1.parquet"], archive.Files);
        Assert.Equal(37UL, archive.Ask(new FlowsQuery()).Totals.Flows);
        archive.Write("seg-1");
        Assert.Equal(["flows/date=2026-11-20/hour=08/seg-10.parquet"], archive.Files);
        Assert.Empty(archive.Leftovers);
    }

    [Fact]
    public void The_same_input_gives_the_same_files_however_it_is_batched()
    {
        using var archive = new TemporaryArchive();
        FlowBatch[] small = [.. Enumerable.Range(0, 40).Select(b => Batch(100, row => RandomFlows.Start + b * 100 + row))];
        FlowBatch[] large = [Batch(2000, row => RandomFlows.Start + row), Batch(2000, row => RandomFlows.Start + 2000 + row)];
        using (ParquetArchive writer = archive.Open(partRows: 1500))
        {
            TemporaryArchive.Write(writer, "a", small);
            TemporaryArchive.Write(writer, "b", large);
        }

        string[] parts = ["a.0002.parquet", "a.0003.parquet", "a.parquet", "b.0002.parquet", "b.0003.parquet", "b.parquet"];
        Assert.Equal(parts, archive.Files.Select(Path.GetFileName));
        for (int i = 0; i < 3; i++)
            Assert.Equal(File.ReadAllBytes(Path.Combine(archive.Root, archive.Files[i])), File.ReadAllBytes(Path.Combine(archive.Root, archive.Files[i + 3])));
        Assert.Equal(8000UL, archive.Ask(new FlowsQuery()).Totals.Flows);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void Parts_written_at_once_are_the_same_files(int partsAtOnce)
    {
        using var one = new TemporaryArchive();
        using var several = new TemporaryArchive();
        foreach ((TemporaryArchive archive, int atOnce) in new[] { (one, 1), (several, partsAtOnce) })
        {
            var random = new RandomFlows(5);
            using ParquetArchive writer = archive.Open(partRows: 1000, partsAtOnce: atOnce);
            // The second transaction has the memory of the first.
            foreach (string name in (string[])["a", "b"])
                TemporaryArchive.Write(writer, name, [.. Enumerable.Range(0, 12).Select(b => random.Next(700, row => RandomFlows.Start + b * Hour / 3 + row))]);
            Assert.Empty(archive.Leftovers);
        }

        Assert.Equal(one.Files, several.Files);
        Assert.Equal("flows/date=2026-11-20/hour=11/b.0009.parquet", several.Files[^1]);
        foreach (string file in one.Files) Assert.Equal(File.ReadAllBytes(Path.Combine(one.Root, file)), File.ReadAllBytes(Path.Combine(several.Root, file)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_part_that_cannot_be_written_fails_the_transaction_and_leaves_nothing(int partsAtOnce)
    {
        using var archive = new TemporaryArchive();
        archive.Write("b", Batch(7, _ => RandomFlows.Start));
        string full = Path.Combine(archive.Root, "flows/date=2026-11-20/hour=08/.a.0003.parquet.tmp");
        using (ParquetArchive writer = archive.Open(partRows: 100, partsAtOnce: partsAtOnce))
        {
            File.CreateSymbolicLink(full, "/dev/full");
            Assert.ThrowsAny<IOException>(() => TemporaryArchive.Write(writer, "a", [.. Enumerable.Range(0, 9).Select(_ => Batch(100, _ => RandomFlows.Start))]));
            Assert.Equal(["b.parquet"], archive.Files.Select(Path.GetFileName));
            Assert.Empty(archive.Leftovers);
            TemporaryArchive.Write(writer, "a", Batch(100, _ => RandomFlows.Start));
        }

        Assert.Equal(107UL, archive.Ask(new FlowsQuery()).Totals.Flows);
    }

    [Fact]
    public void Long_texts_end_a_file_early_and_none_is_lost()
    {
        using var archive = new TemporaryArchive();
        using (ParquetArchive writer = archive.Open(partTextBytes: 100_000))
        {
            TemporaryArchive.Write(writer, "a", [.. Enumerable.Range(0, 6).Select(_ => Named(1000, "a name of forty octets, which is not few"))]);
        }

        Assert.Equal(["a.0002.parquet", "a.parquet"], archive.Files.Select(Path.GetFileName));
        QueryResult result = archive.Ask(new FlowsQuery { Columns = [FlowColumns.ApplicationName], Count = 10_000 });
        Assert.Equal(6000, result.Rows.Count(row => row[0].Text == "a name of forty octets, which is not few"));

        static FlowBatch Named(int rows, string name)
        {
            FlowBatch batch = Batch(rows, row => RandomFlows.Start + row);
            for (int row = 0; row < rows; row++) batch.SetText(FlowColumns.ApplicationName, row, System.Text.Encoding.UTF8.GetBytes(name));
            return batch;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_transaction_that_is_empty_or_not_committed_leaves_nothing(int partsAtOnce)
    {
        using var archive = new TemporaryArchive();
        using (ParquetArchive writer = archive.Open(partRows: 64, partsAtOnce: partsAtOnce))
        {
            TemporaryArchive.Write(writer, "empty");
            using IFlowTransaction transaction = writer.Begin("given-up");
            transaction.Write(Batch(1000, _ => RandomFlows.Start));
            Assert.NotEmpty(archive.Leftovers);
        }

        Assert.Empty(archive.Files);
        Assert.Empty(archive.Leftovers);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("é")]
    public void Names_that_could_be_paths_are_refused(string name)
    {
        using var archive = new TemporaryArchive();
        using ParquetArchive writer = archive.Open();
        Assert.Throws<ArgumentException>(() => writer.Begin(name));
        Assert.Throws<ArgumentException>(() => writer.Begin(new string('a', 129)));
    }

    [Fact]
    public void A_name_has_one_transaction_at_a_time()
    {
        using var archive = new TemporaryArchive();
        using ParquetArchive writer = archive.Open();
        using (writer.Begin("a")) Assert.Throws<InvalidOperationException>(() => writer.Begin("a"));
        writer.Begin("a").Dispose();
    }

    [Fact]
    public void Columns_may_come_with_later_batches_and_a_record_without_time_is_refused()
    {
        using var archive = new TemporaryArchive();
        var first = new FlowBatch { Count = 1 };
        first.Set(FlowColumns.TimeReceivedNs, 0, RandomFlows.Start);
        var second = new FlowBatch { Count = 1 };
        second.Set(FlowColumns.TimeReceivedNs, 0, RandomFlows.Start + 1_000_000);
        second.Set(FlowColumns.NextHop, 0, RandomFlows.Addresses[3]);
        archive.Write("late", first, second, first);
        var result = archive.Ask(new FlowsQuery { Columns = [FlowColumns.NextHop, FlowColumns.VlanId] });
        Assert.Equal([RandomFlows.Addresses[3], default, default], result.Rows.Select(row => row[0].Address));
        Assert.All(result.Rows, row => Assert.True(row[1].IsNull));
        first.Clear();
        first.Count = 1;
        Assert.Throws<ArgumentException>(() => archive.Write("none", first));
    }

    [Fact]
    public void Times_at_the_ends_of_64_bits_have_an_hour_too()
    {
        using var archive = new TemporaryArchive();
        archive.Write("ends", Batch(2, row => row == 0 ? long.MinValue : long.MaxValue), Batch(1, _ => -1));
        Assert.Equal(["flows/date=1677-09-21/hour=00/ends.parquet", "flows/date=1969-12-31/hour=23/ends.parquet", "flows/date=2262-04-11/hour=23/ends.parquet"], archive.Files);
        Assert.Equal(3UL, archive.Ask(new TopQuery { Dimensions = [FlowColumns.Proto] }).Totals.Flows);
    }

    private static FlowBatch Batch(int rows, Func<int, long> time)
    {
        var batch = new FlowBatch { Count = rows };
        for (int row = 0; row < rows; row++)
        {
            batch.Set(FlowColumns.TimeReceivedNs, row, time(row));
            if (time(row) % 3 != 0) batch.Set(FlowColumns.Bytes, row, 100UL + (ulong)(time(row) & 0xFFF));
        }

        return batch;
    }
}
