using System.Text;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.Storage.Tests;

/// <summary>Tags and countries in an archive that has files from before they were.</summary>
public sealed class NetworkColumnTests : IDisposable
{
    private static readonly FlowColumn<BatchText>[] Columns = [FlowColumns.SrcTag, FlowColumns.DstTag, FlowColumns.SrcCountry, FlowColumns.DstCountry];

    private readonly TemporaryArchive _archive = new();

    public NetworkColumnTests()
    {
        // Without the columns, as all files were.
        _archive.Write("old", Batch(3, static (_, _) => { }));
        _archive.Write("new", Batch(4, static (batch, row) =>
        {
            if (row < 2) batch.SetText(FlowColumns.SrcTag, row, "web"u8);
            batch.SetText(FlowColumns.DstTag, row, row == 3 ? "web"u8 : "db"u8);
            batch.SetText(FlowColumns.SrcCountry, row, "DE"u8);
            if (row == 0) batch.SetText(FlowColumns.DstCountry, row, "FR"u8);
        }));
    }

    [Fact]
    public void A_file_without_values_has_no_column_for_them()
    {
        Assert.All(Columns, column => Assert.DoesNotContain(column.Name, Footer("old"), StringComparison.Ordinal));
        Assert.All(Columns, column => Assert.Contains(column.Name, Footer("new"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Files_with_and_without_them_answer_together_also_when_they_are_one(bool compacted)
    {
        if (compacted)
        {
            Assert.Equal(2, _archive.Files.Length);
            _archive.Compact();
            Assert.Single(_archive.Files);
        }

        Assert.Equal(7ul, Count("any"));
        Assert.Equal(2ul, Count("src tag web"));
        Assert.Equal(3ul, Count("tag web"));
        Assert.Equal(4ul, Count("dst tag in [web, db]"));
        Assert.Equal(4ul, Count("tag like 'd%' or tag ~ '^w'"));
        Assert.Equal(0ul, Count("src and dst tag web"));
        Assert.Equal(4ul, Count("country de"));
        Assert.Equal(1ul, Count("country FR and src country DE"));
        Assert.Equal(7ul, Count("src tag != dst tag"));
        Assert.Equal(3ul, Count("not src country DE"));
        QueryResult top = _archive.Ask(new TopQuery { Dimensions = [FlowColumns.SrcTag, FlowColumns.DstCountry], Measures = [Measure.Flows], Count = 10 });
        Assert.Equal([",:5", "web,:1", "web,FR:1"], top.Rows.Select(static row => $"{row[0].Text},{row[1].Text}:{row[2].Unsigned}").Order(StringComparer.Ordinal));
    }

    public void Dispose() => _archive.Dispose();

    private ulong Count(string filter) => _archive.Ask(new FlowsQuery { Filter = FilterBinder.Bind(filter), Columns = [FlowColumns.Bytes], Count = 1 }).Totals.Flows;

    // The names of a file's columns stand in its last part as they are.
    private string Footer(string name) => Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(_archive.Root, Assert.Single(_archive.Files, file => Path.GetFileName(file).Contains(name, StringComparison.Ordinal)))));

    private static FlowBatch Batch(int rows, Action<FlowBatch, int> fill)
    {
        var batch = new FlowBatch { Count = rows };
        for (int row = 0; row < rows; row++)
        {
            batch.Set(FlowColumns.TimeReceivedNs, row, RandomFlows.Start);
            batch.Set(FlowColumns.Bytes, row, 100ul);
            fill(batch, row);
        }

        return batch;
    }
}
