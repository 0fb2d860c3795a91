using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Testing;
using Weir.Wire.Primitives;

namespace Weir.Flows.Tests.Batches;

public sealed class FlowBatchTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 64)]
    [InlineData(63, 2)]
    [InlineData(1, 63)]
    [InlineData(100, 1000)]
    [InlineData(0, FlowBatch.Capacity)]
    [InlineData(FlowBatch.Capacity - 1, 1)]
    [InlineData(7, 0)]
    public void A_range_marked_valid_is_valid_and_nothing_around_it_is(int start, int count)
    {
        var batch = new FlowBatch();

        batch.SetValid(FlowColumns.Bytes, start, count);

        for (int row = 0; row < FlowBatch.Capacity; row++)
            Assert.Equal(row >= start && row < start + count, batch.IsValid(FlowColumns.Bytes, row));
        Assert.Equal(count, batch.CountValid(FlowColumns.Bytes));
        Assert.Equal(count > 0, batch.Has(FlowColumns.Bytes));
        Assert.False(batch.Has(FlowColumns.Packets));
    }

    [Fact]
    public void Columns_do_not_share_their_values()
    {
        var batch = new FlowBatch();
        foreach (FlowColumn column in FlowColumns.All) batch.Raw(column).Fill((byte)(column.Ordinal + 1));
        foreach (FlowColumn column in FlowColumns.All)
            Assert.False(batch.Raw(column).ContainsAnyExcept((byte)(column.Ordinal + 1)), column.Name);
    }

    [Fact]
    public void A_value_set_is_read_back_in_its_type()
    {
        var batch = new FlowBatch { Count = 1 };
        var address = IpAddress.FromV4(0xC0000201);

        batch.Set(FlowColumns.SrcAddr, 5, address);
        batch.Set(FlowColumns.Bytes, 5, ulong.MaxValue);
        batch.Set(FlowColumns.TimeFlowStartNs, 5, -1);

        Assert.Equal(address, batch.Column(FlowColumns.SrcAddr)[5]);
        Assert.Equal(ulong.MaxValue, batch.Column(FlowColumns.Bytes)[5]);
        Assert.Equal(-1, batch.Column(FlowColumns.TimeFlowStartNs)[5]);
        Assert.True(batch.IsValid(FlowColumns.SrcAddr, 5));
    }

    [Fact]
    public void Clearing_leaves_no_row_and_no_value()
    {
        var batch = new FlowBatch { Count = 3 };
        batch.SetValid(FlowColumns.Proto, 0, 3);

        batch.Clear();

        Assert.Equal(0, batch.Count);
        Assert.Equal(FlowBatch.Capacity, batch.Free);
        Assert.False(batch.Has(FlowColumns.Proto));
        Assert.Equal(0, batch.CountValid(FlowColumns.Proto));
    }

    [Fact]
    public void Filling_and_clearing_allocates_nothing()
    {
        var batch = new FlowBatch();
        Fill(batch);

        AllocationBudget.Check("flows/batches: fill and clear a batch", () =>
        {
            for (int i = 0; i < 100; i++) Fill(batch);
        });

        static void Fill(FlowBatch batch)
        {
            batch.Column(FlowColumns.Bytes).Fill(1);
            batch.SetValid(FlowColumns.Bytes, 0, FlowBatch.Capacity);
            batch.Set(FlowColumns.Proto, 3, (byte)6);
            batch.Count = FlowBatch.Capacity;
            batch.Clear();
        }
    }
}
