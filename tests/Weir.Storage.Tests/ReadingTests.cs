using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Query.Binding;
using Weir.Query.Planning;

namespace Weir.Storage.Tests;

/// <summary>The records themselves, read out of an archive as batches.</summary>
public sealed class ReadingTests : IFlowSink, IDisposable
{
    private readonly TemporaryArchive _archive = new();
    private readonly List<FlowBatch> _read = [];

    [Fact]
    public void Batches_come_back_as_they_were_in_the_order_they_were_received()
    {
        var random = new RandomFlows(7);
        // Two hours; the later half is written first, and each part backwards in time.
        FlowBatch[] parts = [.. Enumerable.Range(0, 4).Select(part => random.Next(1500, row => RandomFlows.Start + ((3 - part) * 2000 + 1499 - row) * 1_000_000_000L))];
        foreach ((int i, FlowBatch part) in parts.Index()) _archive.Write($"seg-{i}", part);

        Assert.Equal(6000, Read(new FlowsQuery()));
        List<(FlowBatch Batch, int Row)> expected = [.. parts.SelectMany(static part => Enumerable.Range(0, part.Count).Select(row => (part, row))).OrderBy(static at => at.part.Column(FlowColumns.TimeReceivedNs)[at.row])];
        List<(FlowBatch Batch, int Row)> read = [.. _read.SelectMany(static batch => Enumerable.Range(0, batch.Count).Select(row => (batch, row)))];
        Assert.Equal(expected.Count, read.Count);
        foreach (((FlowBatch left, int leftRow), (FlowBatch right, int rightRow)) in expected.Zip(read))
        {
            foreach (FlowColumn column in FlowColumns.All) Assert.Equal(RoundTripTests.Value(left, column, leftRow), RoundTripTests.Value(right, column, rightRow));
        }
    }

    [Fact]
    public void A_filter_and_columns_choose()
    {
        _archive.Write("seg", new RandomFlows(8).Next(2000, static row => RandomFlows.Start + row));
        ulong expected = _archive.Ask(new FlowsQuery { Filter = FilterBinder.Bind("dst port 443") }).Totals.Flows;

        Assert.Equal(expected, (ulong)Read(new FlowsQuery { Columns = [FlowColumns.DstPort], Filter = FilterBinder.Bind("dst port 443") }));
        Assert.All(_read, static batch => Assert.All(batch.Column(FlowColumns.DstPort)[..batch.Count].ToArray(), static port => Assert.Equal(443, port)));
        Assert.All(_read, static batch => Assert.False(batch.Has(FlowColumns.SrcAddr)));
    }

    [Fact]
    public void Groups_and_archives_that_are_not_there_are_refused()
    {
        using var reader = new ArchiveReader(_archive.Root);
        Assert.Throws<ArgumentException>(() => reader.Read(QueryPlanner.Plan(new TopQuery { Dimensions = [FlowColumns.SrcAddr] }), this, TestContext.Current.CancellationToken));
        using var nowhere = new ArchiveReader(Path.Combine(_archive.Root, "nowhere"));
        Assert.Throws<ArchiveNotFoundException>(() => nowhere.Read(QueryPlanner.Plan(new FlowsQuery()), this, TestContext.Current.CancellationToken));
    }

    /// <inheritdoc/>
    void IFlowSink.Write(FlowBatch batch)
    {
        var copy = new FlowBatch();
        copy.Append(batch, 0, batch.Count);
        _read.Add(copy);
    }

    public void Dispose() => _archive.Dispose();

    private long Read(FlowsQuery query)
    {
        using var reader = new ArchiveReader(_archive.Root);
        return reader.Read(QueryPlanner.Plan(query), this, TestContext.Current.CancellationToken);
    }
}
