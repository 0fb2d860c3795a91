using Weir.Collector.Deduplicating;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Deduplicating;

public sealed class DeduplicationTests
{
    private const long Second = 1_000_000_000;

    private static readonly DeduplicationOptions Window = new() { ByWindow = true };

    private readonly FlowBatch _batch = new();
    private readonly Kept _kept = new();

    [Fact]
    public void The_first_observer_of_a_flow_counts_and_goes_on_counting()
    {
        var sink = new DuplicateSink(_kept, new(Window, 7));
        foreach (int second in (int[])[0, 60, 120, 300])
        {
            Add(second, exporter: 1, flow: 5);
            Add(second, exporter: 2, flow: 5);
            Add(second + 1, exporter: 3, flow: 5);
            Add(second, exporter: 2, flow: 6);
        }

        sink.Write(_batch);
        Assert.Equal([1, 2, 1, 2, 1, 2, 1, 2], _kept.Counting.Select(row => row.Exporter));
        Assert.Equal(8, _kept.Duplicates.Count);
    }

    [Fact]
    public void An_observer_that_falls_silent_leaves_the_flow_to_another()
    {
        var sink = new DuplicateSink(_kept, new(Window, 7));
        Add(0, exporter: 1, flow: 5);
        Add(120, exporter: 2, flow: 5);
        Add(121, exporter: 2, flow: 5);
        Add(122, exporter: 1, flow: 5);
        sink.Write(_batch);
        Assert.Equal([(0, 1), (121, 2)], _kept.Counting.Select(row => ((int)(row.TimeNs / Second), row.Exporter)));
    }

    [Fact]
    public void A_flow_that_one_exporter_meters_on_its_way_in_and_out_counts_once()
    {
        var sink = new DuplicateSink(_kept, new(Window, 7));
        Add(0, exporter: 1, flow: 5, direction: 0);
        Add(0, exporter: 1, flow: 5, direction: 1);
        sink.Write(_batch);
        Assert.Single(_kept.Counting);
    }

    [Fact]
    public void Only_what_crosses_the_boundary_counts_and_only_once_where_both_directions_are_metered()
    {
        var options = new DeduplicationOptions { ByBoundary = true, Boundary = [new(Address(1), 10), new(Address(1), 11)] };
        var sink = new DuplicateSink(_kept, new(options, 7));
        Add(0, exporter: 1, flow: 1, input: 10, output: 1);
        Add(1, exporter: 1, flow: 2, input: 1, output: 10);
        Add(2, exporter: 1, flow: 3, input: 1, output: 2);
        Add(3, exporter: 2, flow: 1, input: 10, output: 1);
        Add(4, exporter: 1, flow: 4, input: 10, output: 11, direction: 0);
        Add(5, exporter: 1, flow: 4, input: 10, output: 11, direction: 1);
        Add(6, exporter: 1, flow: 5, input: 1, output: 11, direction: 1);
        sink.Write(_batch);
        Assert.Equal([0, 1, 4, 6], _kept.Counting.Select(row => (int)(row.TimeNs / Second)));
    }

    [Fact]
    public void Duplicates_are_taken_out_where_that_is_asked_and_counted()
    {
        var deduplication = new Deduplication(Window with { Action = DuplicateAction.Drop }, 7);
        var sink = new DuplicateSink(_kept, deduplication);
        Add(0, exporter: 1, flow: 5);
        Add(0, exporter: 2, flow: 5);
        sink.Write(_batch);
        _batch.Clear();
        Add(0, exporter: 3, flow: 5);
        sink.Write(_batch);
        Assert.Single(_kept.Counting);
        Assert.Empty(_kept.Duplicates);
        Assert.Equal((0, 2), (deduplication.Metrics.Flagged.Value, deduplication.Metrics.Dropped.Value));
    }

    [Fact]
    public void Records_without_exporter_or_addresses_always_count()
    {
        var sink = new DuplicateSink(_kept, new(Window, 7));
        for (int i = 0; i < 2; i++)
        {
            Add(0, exporter: 1, flow: 5);
            _batch.SetNull(i == 0 ? FlowColumns.SamplerAddress : FlowColumns.SrcAddr, i, 1);
        }

        sink.Write(_batch);
        Assert.Equal(2, _kept.Counting.Count);
    }

    [Fact]
    public void Decoding_a_segment_again_comes_to_the_same()
    {
        var deduplication = new Deduplication(Window, 7);
        for (int flow = 0; flow < 100; flow++)
        {
            for (int exporter = 1; exporter < 5; exporter++) Add(flow, exporter, flow);
        }

        var again = new Kept();
        new DuplicateSink(_kept, deduplication).Write(_batch);
        _batch.Remove(FlowColumns.IsDuplicate);
        new DuplicateSink(again, deduplication).Write(_batch);
        Assert.Equal(100, _kept.Counting.Count);
        Assert.Equal(_kept.Counting, again.Counting);
    }

    [Fact]
    public void Memory_is_bounded_and_what_had_to_be_forgotten_is_counted()
    {
        var deduplication = new Deduplication(Window with { MaxFlows = 1024 }, 7);
        var sink = new DuplicateSink(_kept, deduplication);
        for (int turn = 0; turn < 20; turn++)
        {
            _batch.Clear();
            for (int flow = 0; flow < FlowBatch.Capacity; flow++) Add(1, exporter: 1, flow: turn * FlowBatch.Capacity + flow);
            sink.Write(_batch);
        }

        Assert.Equal(20 * FlowBatch.Capacity, _kept.Counting.Count);
        Assert.Equal(20 * FlowBatch.Capacity - 1024, deduplication.Metrics.Forgotten.Value);
    }

    [Fact]
    public void A_record_costs_no_allocation()
    {
        for (int flow = 0; flow < FlowBatch.Capacity; flow++) Add(1, exporter: flow % 3, flow: flow / 3);
        var sink = new DuplicateSink(new Nothing(), new(Window, 7));
        AllocationBudget.Check("collector/deduplicating: mark the duplicates of a batch", () => sink.Write(_batch));
    }

    private static IpAddress Address(int exporter) => IpAddress.FromV4(0xC0000200u + (uint)exporter);

    private void Add(int second, int exporter, int flow, uint input = 1, uint output = 2, byte direction = 255)
    {
        int row = _batch.Count++;
        _batch.Set(FlowColumns.TimeReceivedNs, row, second * Second);
        _batch.Set(FlowColumns.SamplerAddress, row, Address(exporter));
        _batch.Set(FlowColumns.SrcAddr, row, IpAddress.FromV4((uint)flow));
        _batch.Set(FlowColumns.DstAddr, row, IpAddress.FromV4(9));
        _batch.Set(FlowColumns.SrcPort, row, (ushort)flow);
        _batch.Set(FlowColumns.Proto, row, (byte)6);
        _batch.Set(FlowColumns.InIf, row, input);
        _batch.Set(FlowColumns.OutIf, row, output);
        if (direction != 255) _batch.Set(FlowColumns.Direction, row, direction);
    }

    private sealed class Nothing : IFlowSink
    {
        public void Write(FlowBatch batch)
        {
        }
    }

    private sealed class Kept : IFlowSink
    {
        public List<(long TimeNs, int Exporter)> Counting { get; } = [];

        public List<(long TimeNs, int Exporter)> Duplicates { get; } = [];

        public void Write(FlowBatch batch)
        {
            for (int row = 0; row < batch.Count; row++)
            {
                List<(long, int)> side = batch.IsValid(FlowColumns.IsDuplicate, row) ? Duplicates : Counting;
                side.Add((batch.Column(FlowColumns.TimeReceivedNs)[row], (int)(batch.Column(FlowColumns.SamplerAddress)[row].V4Bits & 0xFF)));
            }
        }
    }
}
