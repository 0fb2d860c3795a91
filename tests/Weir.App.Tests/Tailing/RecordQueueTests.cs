using Weir.App.Tailing;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Testing;

namespace Weir.App.Tests.Tailing;

public sealed class RecordQueueTests
{
    [Fact]
    public void Records_that_pass_come_out_in_order_and_those_without_a_place_are_counted()
    {
        using var queue = new RecordQueue(FilterBinder.Bind("dst port 53"), maxBatches: 2);
        FlowBatch batch = Batch(2000);
        for (int i = 0; i < 10; i++) queue.Write(batch); // one of two passes: 10,000, of which 4096 have a place
        var taken = new List<ulong>();
        while (queue.TryTake() is { } some)
        {
            taken.AddRange(some.Column(FlowColumns.Bytes)[..some.Count]);
            queue.Return(some);
        }

        Assert.Equal((20_000, 10_000 - 4096, 4096), (queue.Seen, queue.Dropped, taken.Count));
        Assert.Equal(Enumerable.Range(0, 4096).Select(static i => (ulong)(i % 1000 * 2)), taken);
        queue.Write(batch);
        Assert.Equal(1000, queue.Take(TestContext.Current.CancellationToken).Count);
    }

    [Fact]
    public async Task Who_waits_is_woken_and_who_is_told_to_stop_ends()
    {
        using var queue = new RecordQueue(EverythingPredicate.Instance, maxBatches: 2);
        Task<FlowBatch> waiting = Task.Run(() => queue.Take(TestContext.Current.CancellationToken));
        queue.Write(Batch(3));
        Assert.Equal(3, (await waiting).Count);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        Assert.ThrowsAny<OperationCanceledException>(() => queue.Take(stop.Token));
    }

    [Fact]
    public void Records_cost_no_allocation()
    {
        using var queue = new RecordQueue(FilterBinder.Bind("dst port 53 and (proto udp or bytes > 1k) and app 'dns'"), maxBatches: 2);
        FlowBatch batch = Batch(2000);
        Work();
        AllocationBudget.Check("app/tailing: filter a batch into the queue and take it", Work);

        void Work()
        {
            queue.Write(batch);
            while (queue.TryTake() is { } some) queue.Return(some);
        }
    }

    private static FlowBatch Batch(int count)
    {
        var batch = new FlowBatch { Count = count };
        for (int row = 0; row < count; row++)
        {
            batch.Set(FlowColumns.DstPort, row, (ushort)(row % 2 == 0 ? 53 : 80));
            batch.Set(FlowColumns.Proto, row, (byte)17);
            batch.Set(FlowColumns.Bytes, row, (ulong)row);
            batch.SetText(FlowColumns.ApplicationName, row, "dns"u8);
        }

        return batch;
    }
}
