using Weir.Exporter.Exporting.Feeding;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Testing;

namespace Weir.Exporter.Tests.Exporting.Feeding;

public sealed class FlowQueueTests
{
    [Fact]
    public void Records_come_out_as_they_went_in()
    {
        var queue = new FlowQueue(new FlowQueueOptions { Batches = 4 });
        for (int i = 0; i < 7; i++) queue.Add(SampleBatch.Of(1000), i, 900);
        queue.Close();
        var ports = new List<ushort>();
        while (queue.TryTake(out FlowBatch? batch, out FlowLoss loss))
        {
            Assert.Equal(0, loss.Records);
            for (int row = 0; row < batch!.Count; row++) ports.Add(batch.IsValid(FlowColumns.SrcPort, row) ? batch.Column(FlowColumns.SrcPort)[row] : (ushort)0);
            queue.Return(batch);
        }

        Assert.Equal(Enumerable.Range(0, 7).SelectMany(static i => Enumerable.Range(i, 900).Select(static row => row % 5 == 4 ? (ushort)0 : (ushort)(1024 + row))), ports);
    }

    [Fact]
    public void Many_small_writes_take_no_more_room_than_a_large_one()
    {
        var queue = new FlowQueue(new FlowQueueOptions { Batches = 2 });
        FlowBatch one = SampleBatch.Of(1);
        for (int i = 0; i < FlowBatch.Capacity; i++) queue.Add(one, 0, 1);
        Assert.True(queue.TryTake(out FlowBatch? batch, out FlowLoss loss));
        Assert.Equal((FlowBatch.Capacity, 0), (batch!.Count, loss.Records));
    }

    [Fact]
    public void What_does_not_fit_is_counted_with_its_packets_and_octets_and_the_rest_comes_through()
    {
        var queue = new FlowQueue(new FlowQueueOptions { Batches = 2 });
        FlowBatch sample = SampleBatch.Of(FlowBatch.Capacity);
        queue.Add(sample, 0, FlowBatch.Capacity);
        queue.Add(sample, 0, FlowBatch.Capacity - 3);
        queue.Add(sample, 0, 10);
        queue.Add(sample, [5]);

        int records = 0;
        FlowLoss lost = default;
        queue.Close();
        while (queue.TryTake(out FlowBatch? batch, out FlowLoss loss))
        {
            records += batch?.Count ?? 0;
            lost += loss;
        }

        Assert.Equal(2 * FlowBatch.Capacity, records);
        ulong[] rows = [3, 4, 5, 6, 7, 8, 9, 5];
        Assert.Equal(8, lost.Records);
        Assert.Equal(rows.Aggregate(0UL, static (sum, row) => sum + 5_000_000_000 + row), lost.Packets);
        Assert.Equal(rows.Aggregate(0UL, static (sum, row) => sum + 1_000_000_000_000 + row), lost.Octets);
    }

    [Fact]
    public async Task A_writer_with_patience_waits_for_a_taker_and_loses_nothing()
    {
        var queue = new FlowQueue(new FlowQueueOptions { Batches = 2, Patience = TimeSpan.FromSeconds(30) });
        FlowBatch sample = SampleBatch.Of(FlowBatch.Capacity);
        Task writing = Task.Run(
            () =>
            {
                for (int i = 0; i < 20; i++) queue.Add(sample, 0, FlowBatch.Capacity);
                queue.Close();
            },
            TestContext.Current.CancellationToken);
        int records = 0;
        while (queue.TryTake(out FlowBatch? batch, out FlowLoss loss))
        {
            Assert.Equal(0, loss.Records);
            records += batch!.Count;
            queue.Return(batch);
        }

        await writing;
        Assert.Equal(20 * FlowBatch.Capacity, records);
    }

    [Fact]
    public void A_taker_that_takes_nothing_is_waited_for_only_once()
    {
        var queue = new FlowQueue(new FlowQueueOptions { Batches = 2, Patience = TimeSpan.FromMilliseconds(50) });
        FlowBatch sample = SampleBatch.Of(FlowBatch.Capacity);
        long start = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < 1000; i++) queue.Add(sample, 0, FlowBatch.Capacity);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0.04, 20);
        Assert.True(queue.TryTake(out _, out FlowLoss loss));
        Assert.Equal(998 * FlowBatch.Capacity, loss.Records);
    }

    [Fact]
    public void Adding_and_taking_allocates_nothing()
    {
        var queue = new FlowQueue(new FlowQueueOptions());
        FlowBatch sample = SampleBatch.Of(FlowBatch.Capacity);
        Turn();
        AllocationBudget.Check("exporter/exporting: add to a queue and take from it", Turn);

        void Turn()
        {
            for (int i = 0; i < 10; i++)
            {
                queue.Add(sample, 0, 1500);
                queue.Add(sample, 7, 300);
                Assert.True(queue.TryTake(out FlowBatch? batch, out _));
                queue.Return(batch!);
            }
        }
    }
}
