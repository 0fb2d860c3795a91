using Weir.Collector.Deduplicating;
using Weir.Collector.Looking;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Deduplicating;

/// <summary>Of a flow the records of the exporter count that sees it best, whoever was heard first.</summary>
public sealed class BestObserverTests
{
    private const long Second = 1_000_000_000;

    private static readonly DeduplicationOptions Best = new() { ByBest = true };

    private readonly Deduplication _deduplication = new(Best, 7);
    private readonly FlowBatch _batch = new();
    private readonly List<(int Second, int Exporter)> _counting = [];

    [Fact]
    public void Who_samples_less_counts_though_it_is_heard_last()
    {
        Add(0, exporter: 1, rate: 1000, packets: 90);
        Add(1, exporter: 2, rate: 100, packets: 20);
        Add(2, exporter: 3, rate: null, packets: 3);
        Add(3, exporter: 1, rate: 1000, packets: 90);
        Segment();
        Assert.Equal([(2, 3)], _counting);
    }

    [Fact]
    public void Of_those_that_sample_alike_the_one_counts_that_tells_of_most_packets()
    {
        Add(0, exporter: 1, rate: 1, packets: 8);
        Add(1, exporter: 2, rate: 1, packets: 10);
        Add(2, exporter: 3, rate: 1, packets: 10);
        Segment();
        Assert.Equal([(1, 2)], _counting);
    }

    [Fact]
    public void A_flow_that_goes_on_changes_to_who_samples_less_but_not_to_who_tells_of_more_packets()
    {
        Add(0, exporter: 1, rate: 10, packets: 8);
        Segment();
        Add(5, exporter: 2, rate: 10, packets: 80);
        Add(6, exporter: 1, rate: 10, packets: 8);
        Segment();
        Add(10, exporter: 1, rate: 10, packets: 8);
        Add(11, exporter: 3, rate: 1, packets: 1);
        Segment();
        Add(15, exporter: 1, rate: 10, packets: 8);
        Add(16, exporter: 3, rate: 1, packets: 1);
        Segment();
        Assert.Equal([(0, 1), (6, 1), (11, 3), (16, 3)], _counting);
    }

    [Fact]
    public void The_best_that_falls_silent_leaves_the_flow_to_another()
    {
        Add(0, exporter: 1, rate: 1, packets: 8);
        Add(1, exporter: 2, rate: 10, packets: 1);
        Segment();
        Add(121, exporter: 2, rate: 10, packets: 1);
        Segment();
        Assert.Equal([(0, 1), (121, 2)], _counting);
    }

    [Fact]
    public void Decoding_a_segment_again_comes_to_the_same()
    {
        Add(0, exporter: 1, rate: 100, packets: 9);
        Segment();
        for (int again = 0; again < 3; again++)
        {
            Add(4, exporter: 1, rate: 100, packets: 9);
            Add(5, exporter: 2, rate: 1, packets: 9);
            Add(6, exporter: 3, rate: 1, packets: 10);
            _counting.Clear();
            Segment();
            Assert.Equal([(6, 3)], _counting);
        }
    }

    [Fact]
    public void What_does_not_cross_the_boundary_is_nobodys_best()
    {
        var deduplication = new Deduplication(Best with { ByBoundary = true, Boundary = [new(Address(2), 1)] }, 7);
        Add(0, exporter: 1, rate: 1, packets: 9);
        Add(1, exporter: 2, rate: 10, packets: 9);
        Segment(deduplication);
        Assert.Equal([(1, 2)], _counting);
    }

    [Fact]
    public void A_look_costs_no_allocation()
    {
        for (int i = 0; i < FlowBatch.Capacity; i++) Add(i / 100, exporter: i % 3, rate: 1, packets: (ulong)i, flow: i / 3);
        AllocationBudget.Check("collector/deduplicating: compare the observers of a batch", () => _deduplication.Look(_batch));
    }

    private static IpAddress Address(int exporter) => IpAddress.FromV4(0xC0000200u + (uint)exporter);

    private void Add(int second, int exporter, uint? rate, ulong packets, int flow = 5)
    {
        int row = _batch.Count++;
        _batch.Set(FlowColumns.TimeReceivedNs, row, second * Second);
        _batch.Set(FlowColumns.SamplerAddress, row, Address(exporter));
        _batch.Set(FlowColumns.SrcAddr, row, IpAddress.FromV4((uint)flow));
        _batch.Set(FlowColumns.DstAddr, row, IpAddress.FromV4(9));
        _batch.Set(FlowColumns.InIf, row, 1u);
        _batch.Set(FlowColumns.Packets, row, packets);
        if (rate is { } told) _batch.Set(FlowColumns.SamplingRate, row, told);
    }

    private void Segment(Deduplication? deduplication = null)
    {
        deduplication ??= _deduplication;
        new FirstLookSink([deduplication]).Write(_batch);
        new DuplicateSink(new Counting(_counting), deduplication).Write(_batch);
        _batch.Clear();
    }

    private sealed class Counting(List<(int Second, int Exporter)> counting) : IFlowSink
    {
        public void Write(FlowBatch batch)
        {
            for (int row = 0; row < batch.Count; row++)
            {
                if (!batch.IsValid(FlowColumns.IsDuplicate, row))
                    counting.Add(((int)(batch.Column(FlowColumns.TimeReceivedNs)[row] / Second), (int)(batch.Column(FlowColumns.SamplerAddress)[row].V4Bits & 0xFF)));
            }
        }
    }
}
