using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Flows.Tests.Batches;

public sealed class FlowBatchSetNullTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(63, 2)]
    [InlineData(5, 200)]
    [InlineData(0, FlowBatch.Capacity)]
    public void Exactly_the_given_rows_lose_their_value(int start, int count)
    {
        var batch = new FlowBatch { Count = FlowBatch.Capacity };
        batch.SetValid(FlowColumns.Bytes, 0, FlowBatch.Capacity);
        batch.SetValid(FlowColumns.Packets, 0, FlowBatch.Capacity);
        batch.SetNull(FlowColumns.Bytes, start, count);
        for (int row = 0; row < FlowBatch.Capacity; row++) Assert.Equal(row < start || row >= start + count, batch.IsValid(FlowColumns.Bytes, row));
        Assert.Equal(FlowBatch.Capacity, batch.CountValid(FlowColumns.Packets));
    }
}
