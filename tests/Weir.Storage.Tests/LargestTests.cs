using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Wire.Primitives;

namespace Weir.Storage.Tests;

/// <summary>The largest of very many groups, found in the buckets with the largest sums: held to what grouping all of them answers.</summary>
public sealed class LargestTests : IDisposable
{
    private static readonly Dimension[] FiveTuple = [FlowColumns.SrcAddr, FlowColumns.DstAddr, FlowColumns.SrcPort, FlowColumns.DstPort, FlowColumns.Proto];

    private readonly TemporaryArchive _archive = new();
    private readonly Random _random = new(11);

    public void Dispose() => _archive.Dispose();

    [Fact]
    public void A_few_large_ones_among_many_are_found_in_the_largest_buckets()
    {
        Write(4, row => row % 100 == 0 ? 1_000_000UL + (ulong)row : (ulong)_random.Next(1500));
        Assert.Equal((1, 1), Compare(new() { Dimensions = FiveTuple, Count = 10 }));
        Assert.Equal((1, 1), Compare(new() { Dimensions = FiveTuple, Count = 40, Measures = [Measure.Packets, Measure.Bytes], OrderBy = Measure.Bytes }));
        Assert.Equal((1, 1), Compare(new() { Dimensions = [FlowColumns.SrcAddr, FlowColumns.SrcPort, FlowColumns.InIf], Filter = FilterBinder.Bind("proto tcp"), Scale = false }));
        Assert.Equal((1, 1), Compare(new() { Dimensions = FiveTuple, Count = 10, Range = new(RandomFlows.Start, RandomFlows.Start + 3_600_000_000_000) }));
    }

    [Fact]
    public void Where_all_are_alike_all_of_them_are_grouped()
    {
        Write(3, static _ => 1500);
        Assert.Equal((0, 1), Compare(new() { Dimensions = FiveTuple, Count = 10, Scale = false }));
        Assert.Equal((0, 1), Compare(new() { Dimensions = FiveTuple, OrderBy = Measure.Flows }));
    }

    [Fact]
    public void Where_the_last_that_is_wanted_is_no_larger_than_a_bucket_that_was_left_all_of_them_are_grouped()
    {
        // Nine stand out; the tenth is one of thousands.
        Write(4, static row => row < 9 ? 1_000_000UL : 1000);
        Assert.Equal((0, 1), Compare(new() { Dimensions = FiveTuple, Count = 10, Scale = false }));
        Assert.Equal((1, 1), Compare(new() { Dimensions = FiveTuple, Count = 9, Scale = false }));
    }

    [Fact]
    public void Sums_that_reach_the_largest_number_prove_nothing()
    {
        Write(4, static row => row % 2 == 0 ? ulong.MaxValue : 1);
        Assert.Equal((0, 1), Compare(new() { Dimensions = FiveTuple, Count = 10, Scale = false }));
    }

    [Fact]
    public void Few_groups_and_orders_that_do_not_add_up_are_not_looked_for_in_buckets()
    {
        Write(2, static row => (ulong)row);
        Assert.Equal((0, 0), Compare(new() { Dimensions = [FlowColumns.Proto] }));
        Measure mean = MeasureText.Parse("bpp");
        Assert.Equal((0, 0), Compare(new() { Dimensions = FiveTuple, Measures = [mean], OrderBy = mean }));
        Assert.Equal((0, 0), Compare(new() { Dimensions = FiveTuple, Count = 1000 }));
    }

    [Fact]
    public void Whatever_the_sizes_the_answer_is_that_of_grouping_all()
    {
        Write(4, _ => (ulong)Math.Exp(_random.NextDouble() * 30));
        foreach (int count in (int[])[1, 3, 30, 100, 256])
        {
            foreach (Measure order in (Measure[])[Measure.Bytes, Measure.Packets, Measure.Flows]) Compare(new() { Dimensions = FiveTuple, Count = count, OrderBy = order });
        }
    }

    // How often the answer was found in buckets, and looked for there.
    private (int Found, int Sought) Compare(TopQuery query)
    {
        QueryPlan plan = QueryPlanner.Plan(query);
        using var all = new ArchiveReader(_archive.Root, threads: 2) { ManyRecords = ulong.MaxValue };
        using var buckets = new ArchiveReader(_archive.Root, threads: 2) { ManyRecords = 100 };
        Assert.Equal(Text(all.Run(plan, TestContext.Current.CancellationToken)), Text(buckets.Run(plan, TestContext.Current.CancellationToken)));
        Assert.Equal((0, 0), all.Buckets);
        return buckets.Buckets;
    }

    private static string Text(QueryResult result) =>
        string.Join('\n', result.Rows.Select(static row => string.Join('|', row)).Append(result.Totals.ToString()).Append(string.Join('|', result.Whole)));

    private void Write(int batches, Func<int, ulong> bytes)
    {
        var written = new FlowBatch[batches];
        for (int b = 0; b < batches; b++)
        {
            FlowBatch batch = written[b] = new() { Count = FlowBatch.Capacity };
            for (int row = 0; row < batch.Count; row++)
            {
                batch.Set(FlowColumns.TimeReceivedNs, row, RandomFlows.Start + row);
                batch.Set(FlowColumns.TimeFlowEndNs, row, RandomFlows.Start + row);
                batch.Set(FlowColumns.SrcAddr, row, IpAddress.FromV4((uint)_random.Next()));
                if (row % 7 != 0) batch.Set(FlowColumns.DstAddr, row, IpAddress.FromV4((uint)_random.Next(1000)));
                batch.Set(FlowColumns.SrcPort, row, (ushort)_random.Next(65536));
                if (row % 5 != 0) batch.Set(FlowColumns.DstPort, row, (ushort)_random.Next(6));
                batch.Set(FlowColumns.Proto, row, (byte)(row % 3 == 0 ? 17 : 6));
                batch.Set(FlowColumns.InIf, row, (uint)_random.Next(4));
                batch.Set(FlowColumns.Bytes, row, bytes(b * FlowBatch.Capacity + row));
                batch.Set(FlowColumns.Packets, row, (ulong)_random.Next(1, 1000));
                if (row % 11 == 0) batch.Set(FlowColumns.SamplingRate, row, 100u);
            }
        }

        _archive.Write("seg", written);
    }
}
