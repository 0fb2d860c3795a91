using Weir.Collector.Looking;
using Weir.Collector.Stitching;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Stitching;

/// <summary>Records that are each other's mirror tell which end began.</summary>
public sealed class BiflowStitchingTests
{
    private const long Second = 1_000_000_000;
    private const string Client = "192.0.2.1", Server = "198.51.100.9";

    private readonly BiflowStitching _stitching = new(new() { IsOn = true }, 7);
    private readonly FlowBatch _batch = new();

    [Fact]
    public void The_end_whose_first_packet_came_earlier_began_whichever_record_comes_first()
    {
        Add(Server, 443, Client, 50000, startMs: 11);
        Add(Client, 50000, Server, 443, startMs: 10);
        Add(Server, 443, Client, 50001, startMs: 10);
        Add(Client, 50001, Server, 443, startMs: 12);
        Assert.Equal([2, 1, 1, 2], Segment());
    }

    [Fact]
    public void Of_two_at_once_the_one_began_that_sent_SYN_without_ACK_and_else_the_one_with_the_higher_port()
    {
        Add(Client, 80, Server, 50000, startMs: 10, flags: 0x02);
        Add(Server, 50000, Client, 80, startMs: 10, flags: 0x12);
        Add(Client, 50001, Server, 53, startMs: 10, protocol: 17);
        Add(Server, 53, Client, 50001, startMs: 10, protocol: 17);
        Add(Server, 0, Client, 0, startMs: null, protocol: 1);
        Add(Client, 0, Server, 0, startMs: null, protocol: 1);
        Assert.Equal([1, 2, 1, 2, 2, 1], Segment());
    }

    [Fact]
    public void What_has_no_mirror_has_no_direction()
    {
        Add(Client, 1, Server, 2, startMs: 1);
        Add(Server, 2, Client, 1, startMs: 1, protocol: 17);
        Add(Server, 3, Client, 1, startMs: 1);
        Add(Server, 2, Client, 1, startMs: 1, exporter: 8);
        Add(Server, 2, Client, 1, startMs: 1, domain: 8);
        Add(Client, 7, Client, 7, startMs: 1);
        Assert.All(Segment(), direction => Assert.Equal(0, direction));
    }

    [Fact]
    public void A_mirror_in_a_later_segment_is_found_within_the_window_and_the_direction_stays()
    {
        Add(Client, 50000, Server, 443, startMs: 0);
        Assert.Equal([0], Segment());
        Add(Server, 443, Client, 50000, startMs: 1, second: 120);
        Assert.Equal([2], Segment());
        Add(Server, 443, Client, 50000, startMs: 120_000, second: 180);
        Add(Client, 50000, Server, 443, startMs: 120_001, second: 180);
        Assert.Equal([2, 1], Segment());
        Add(Server, 443, Client, 50000, startMs: 400_000, second: 400);
        Assert.Equal([0], Segment());
    }

    [Fact]
    public void A_direction_that_the_exporter_told_stays()
    {
        Add(Client, 50000, Server, 443, startMs: 2);
        Add(Server, 443, Client, 50000, startMs: 1);
        _batch.Set(FlowColumns.BiflowDirection, 1, (byte)3);
        Assert.Equal([0, 3], Segment());
    }

    [Fact]
    public void Decoding_a_segment_again_comes_to_the_same()
    {
        for (int again = 0; again < 3; again++)
        {
            Add(Server, 443, Client, 50000, startMs: 11);
            Add(Client, 50000, Server, 443, startMs: 10);
            Assert.Equal([2, 1], Segment());
        }

        Assert.Equal(6, _stitching.Metrics.Marked.Value);
    }

    [Fact]
    public void Memory_is_bounded_and_what_had_to_be_forgotten_is_counted()
    {
        var stitching = new BiflowStitching(new() { IsOn = true, MaxConversations = 1024 }, 7);
        for (int turn = 0; turn < 20; turn++)
        {
            for (int i = 0; i < FlowBatch.Capacity; i++) Add(Client, (ushort)(turn * FlowBatch.Capacity + i), Server, 443, startMs: 1);
            Segment(stitching);
        }

        Assert.Equal(20 * FlowBatch.Capacity - 1024, stitching.Metrics.Forgotten.Value);
    }

    [Fact]
    public void A_record_costs_no_allocation()
    {
        for (int i = 0; i < FlowBatch.Capacity; i++) Add(i % 2 == 0 ? Client : Server, (ushort)(i % 2), i % 2 == 0 ? Server : Client, (ushort)((i + 1) % 2), startMs: i);
        var sink = new StitchSink(new Nothing(), _stitching);
        AllocationBudget.Check("collector/stitching: look at a batch and mark it", () =>
        {
            _stitching.Look(_batch);
            sink.Write(_batch);
            _batch.Remove(FlowColumns.BiflowDirection);
        });
    }

    private void Add(string from, ushort fromPort, string to, ushort toPort, long? startMs, int second = 0, byte protocol = 6, ushort flags = 0x1B, byte exporter = 7, uint domain = 1)
    {
        int row = _batch.Count++;
        _batch.Set(FlowColumns.TimeReceivedNs, row, second * Second);
        _batch.Set(FlowColumns.SamplerAddress, row, IpAddress.FromV4(exporter));
        _batch.Set(FlowColumns.ObservationDomainId, row, domain);
        _batch.Set(FlowColumns.SrcAddr, row, Address(from));
        _batch.Set(FlowColumns.DstAddr, row, Address(to));
        _batch.Set(FlowColumns.SrcPort, row, fromPort);
        _batch.Set(FlowColumns.DstPort, row, toPort);
        _batch.Set(FlowColumns.Proto, row, protocol);
        _batch.Set(FlowColumns.TcpFlags, row, flags);
        if (startMs is { } start) _batch.Set(FlowColumns.TimeFlowStartNs, row, start * 1_000_000);
    }

    private static IpAddress Address(string text) => IpAddress.TryParse(text, out IpAddress address) ? address : throw new FormatException(text);

    private int[] Segment(BiflowStitching? stitching = null)
    {
        stitching ??= _stitching;
        new FirstLookSink([stitching]).Write(_batch);
        new StitchSink(new Nothing(), stitching).Write(_batch);
        int[] directions = [.. Enumerable.Range(0, _batch.Count).Select(row => _batch.IsValid(FlowColumns.BiflowDirection, row) ? _batch.Column(FlowColumns.BiflowDirection)[row] : 0)];
        _batch.Clear();
        return directions;
    }

    private sealed class Nothing : IFlowSink
    {
        public void Write(FlowBatch batch)
        {
        }
    }
}
