using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Wire.Primitives;

namespace Weir.Flows.Tests.Batches;

public sealed class BiflowReversalTests
{
    private readonly BiflowReversal _reversal = new();

    [Fact]
    public void The_other_direction_has_the_ends_exchanged_and_the_reverse_counters()
    {
        FlowBatch batch = Batch();
        FlowBatch reversed = _reversal.Reverse(batch, 0, 3)!;
        Assert.Equal(2, reversed.Count);
        Assert.Equal([IpAddress.FromV4(200), IpAddress.FromV4(202)], reversed.Column(FlowColumns.SrcAddr)[..2].ToArray());
        Assert.Equal([IpAddress.FromV4(100), IpAddress.FromV4(102)], reversed.Column(FlowColumns.DstAddr)[..2].ToArray());
        Assert.Equal([80, 80], reversed.Column(FlowColumns.SrcPort)[..2].ToArray().Select(port => (int)port));
        Assert.Equal([50ul, 52ul], reversed.Column(FlowColumns.Packets)[..2].ToArray());
        Assert.Equal([5000ul, 5002ul], reversed.Column(FlowColumns.Bytes)[..2].ToArray());
        Assert.Equal([2, 2], reversed.Column(FlowColumns.BiflowDirection)[..2].ToArray().Select(direction => (int)direction));
        Assert.Equal([3u, 3u], reversed.Column(FlowColumns.OutIf)[..2].ToArray());
        Assert.False(reversed.IsValid(FlowColumns.InIf, 0));
        Assert.False(reversed.Has(FlowColumns.Ipv6FlowLabel));
    }

    [Fact]
    public void On_a_mirror_port_both_directions_came_in_by_the_same_interface()
    {
        FlowBatch batch = Batch();
        for (int row = 0; row < 3; row++)
        {
            batch.Set(FlowColumns.Direction, row, (byte)0);
            batch.Set(FlowColumns.ReverseDirection, row, (byte)0);
        }

        FlowBatch reversed = _reversal.Reverse(batch, 0, 3)!;
        Assert.Equal((true, 3u, false), (reversed.IsValid(FlowColumns.InIf, 0), reversed.Column(FlowColumns.InIf)[0], reversed.IsValid(FlowColumns.OutIf, 0)));
    }

    [Fact]
    public void Times_that_are_not_told_are_those_of_the_whole()
    {
        FlowBatch reversed = _reversal.Reverse(Batch(), 0, 3)!;
        Assert.Equal((1000L, 2000L), (reversed.Column(FlowColumns.TimeFlowStartNs)[0], reversed.Column(FlowColumns.TimeFlowEndNs)[0]));
    }

    [Theory]
    [InlineData(8, 0)]
    [InlineData(0, 8)]
    [InlineData(3, 3)]
    public void The_answer_to_an_echo_is_a_reply(byte type, byte other)
    {
        FlowBatch batch = Batch();
        batch.Set(FlowColumns.IcmpType, 2, type);
        FlowBatch reversed = _reversal.Reverse(batch, 2, 1)!;
        Assert.Equal(other, reversed.Column(FlowColumns.IcmpType)[0]);
    }

    [Fact]
    public void Without_biflows_a_sink_is_given_the_batch_and_nothing_else()
    {
        var counted = new CountedSink();
        var sink = new UniflowSink(counted);
        FlowBatch batch = Batch();
        batch.SetNull(FlowColumns.ReversePackets, 0, 3);
        batch.SetNull(FlowColumns.ReverseBytes, 0, 3);
        sink.Write(batch);
        Assert.Equal([3], counted.Rows);
        Assert.Equal(0, sink.Biflows);
        sink.Write(Batch());
        Assert.Equal([3, 3, 2], counted.Rows);
        Assert.Equal(2, sink.Biflows);
    }

    [Fact]
    public void What_tells_only_octets_is_a_biflow_beside_what_tells_packets()
    {
        FlowBatch batch = Batch();
        Assert.Equal(2, _reversal.Reverse(batch, 0, 3)!.Count);
        batch.SetNull(FlowColumns.ReversePackets, 2, 1);
        batch.Set(FlowColumns.ReverseBytes, 2, 5UL);
        Assert.Equal(2, _reversal.Reverse(batch, 0, 3)!.Count);
    }

    [Fact]
    public void What_was_made_two_stays_two_on_the_way()
    {
        var counted = new CountedSink();
        new UniflowSink(new UniflowSink(counted)).Write(Batch());
        Assert.Equal([3, 2], counted.Rows);
    }

    // Three rows of which the one in the middle has no other direction.
    private static FlowBatch Batch()
    {
        var batch = new FlowBatch { Count = 3 };
        for (int row = 0; row < 3; row++)
        {
            batch.Set(FlowColumns.SrcAddr, row, IpAddress.FromV4(100 + (uint)row));
            batch.Set(FlowColumns.DstAddr, row, IpAddress.FromV4(200 + (uint)row));
            batch.Set(FlowColumns.SrcPort, row, (ushort)(1000 + row));
            batch.Set(FlowColumns.DstPort, row, (ushort)80);
            batch.Set(FlowColumns.Packets, row, 1ul);
            batch.Set(FlowColumns.Bytes, row, 10ul);
            batch.Set(FlowColumns.InIf, row, 3u);
            batch.Set(FlowColumns.Ipv6FlowLabel, row, 9u);
            batch.Set(FlowColumns.TimeFlowStartNs, row, 1000L);
            batch.Set(FlowColumns.TimeFlowEndNs, row, 2000L);
            batch.Set(FlowColumns.BiflowDirection, row, (byte)1);
            batch.Set(FlowColumns.ReversePackets, row, row == 1 ? 0ul : 50 + (ulong)row);
            batch.Set(FlowColumns.ReverseBytes, row, row == 1 ? 0ul : 5000 + (ulong)row);
        }

        return batch;
    }

    private sealed class CountedSink : IFlowSink
    {
        public List<int> Rows { get; } = [];

        public void Write(FlowBatch batch) => Rows.Add(batch.Count);
    }
}
