using Weir.Exporter.Metering;
using Weir.Testing;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;
using static Weir.Exporter.Tests.Metering.Packet;

namespace Weir.Exporter.Tests.Metering;

public sealed class FlowTableTests : IDisposable
{
    private readonly RecordingSink _sink = new();
    private readonly MeteringMetrics _metrics = new();
    private FlowTable? _table;

    public void Dispose() => _table?.Dispose();

    [Fact]
    public void A_record_tells_what_its_packets_had()
    {
        Observation first = Tcp(Start, flags: Syn, length: 60, ttl: 64);
        first.InterfaceIndex = 3;
        first.Fields.Tos = 0x28;
        first.Fields.VlanId = 100;
        first.Fields.SourceMac = new(0x0200_0000_0001);
        first.Fields.DestinationMac = new(0x0200_0000_0002);
        first.Fields.Parts |= PacketParts.Macs | PacketParts.Vlan;
        Observation second = Tcp(Start + Second, flags: Ack, length: 1500, ttl: 60);
        second.Fields.Tos = 0xFF;
        Table().Update([first, second]);
        Table().EndAll();
        Assert.Equal(
            new FlowRow(
                Start + Second, Start, Start + Second, 1560, 2, first.Fields.Source, first.Fields.Destination, 0x0800, 6, 1000, 443, null, null,
                Syn | Ack, 0x28, 60, 100, new MacAddress(0x0200_0000_0001), new MacAddress(0x0200_0000_0002), 3, null, 0, 4, null, null),
            Assert.Single(_sink.Rows));
    }

    [Fact]
    public void An_outgoing_packet_tells_the_interface_it_left_by()
    {
        Observation packet = Udp(Start);
        packet.InterfaceIndex = 7;
        packet.IsOutgoing = true;
        FlowRow row = Single(packet);
        Assert.Equal((null, 7u, (byte)1), (row.InInterface, row.OutInterface, row.Direction));
    }

    [Fact]
    public void Without_an_interface_there_is_no_direction()
    {
        FlowRow row = Single(Udp(Start));
        Assert.Equal((null, null, null), (row.InInterface, row.OutInterface, row.Direction));
    }

    [Fact]
    public void Later_fragments_of_an_icmp_message_do_not_pass_for_echo_replies()
    {
        Observation reply = Icmpv6(Start, 0, 0);
        Observation fragment = Icmpv6(Start, 0, 0);
        fragment.Fields.Parts = PacketParts.Fragment;
        fragment.Fields.FragmentOffset = 1448;
        Table().Update([reply, fragment]);
        Table().EndAll();
        Assert.Equal([(byte?)0, null], _sink.Rows.Select(row => row.IcmpType));
    }

    [Fact]
    public void Icmp_type_and_code_are_key_and_there_are_no_ports()
    {
        Table().Update([Icmpv6(Start, 128, 0), Icmpv6(Start, 1, 4), Icmpv6(Start, 128, 0)]);
        Table().EndAll();
        Assert.Equal(2, _sink.Rows.Count);
        FlowRow echo = _sink.Rows[0];
        Assert.Equal(((byte?)128, (byte?)0, (ushort?)null, (ushort?)null), (echo.IcmpType, echo.IcmpCode, echo.SourcePort, echo.DestinationPort));
        Assert.Equal((2ul, 0x12345u), (echo.Packets, echo.FlowLabel));
        Assert.Equal(((byte?)1, (byte?)4), (_sink.Rows[1].IcmpType, _sink.Rows[1].IcmpCode));
    }

    [Fact]
    public void A_protocol_without_ports_has_none()
    {
        Observation gre = Udp(Start);
        gre.Fields.Protocol = 47;
        gre.Fields.Parts = PacketParts.None;
        FlowRow row = Single(gre);
        Assert.Equal((null, null, null), (row.SourcePort, row.DestinationPort, row.TcpFlags));
    }

    [Fact]
    public void A_later_fragment_is_a_flow_of_its_own_with_port_0_and_its_identification()
    {
        Observation fragment = Udp(Start);
        fragment.Fields.Parts = PacketParts.Fragment;
        fragment.Fields.FragmentId = 0xABCD;
        Table().Update([Udp(Start), fragment]);
        Table().EndAll();
        Assert.Equal([null, 0xABCDu], _sink.Rows.Select(row => row.FragmentId));
        Assert.Equal((ushort)0, _sink.Rows[1].SourcePort);
    }

    [Fact]
    public void An_idle_flow_ends_within_two_ticks_without_packets_of_its_own()
    {
        Table().Update([Udp(Start)]);
        Table().Advance(Start + 15 * Second - 1);
        Assert.Empty(_sink.Rows);
        Table().Advance(Start + 15 * Second + 2 * (1L << TimerWheel.TickBits));
        FlowRow row = Assert.Single(_sink.Rows);
        Assert.Equal(((byte)FlowEndReason.IdleTimeout, Start + 15 * Second), (row.Reason, row.Received));
        Assert.Equal(0, Table().Count);
    }

    [Fact]
    public void A_busy_flow_is_reported_each_active_timeout()
    {
        for (int second = 0; second < 150; second++) Table().Update([Udp(Start + second * Second)]);
        Table().EndAll();
        Assert.Equal([60ul, 60ul, 30ul], _sink.Rows.Select(row => row.Packets));
        Assert.Equal([2, 2, 4], _sink.Rows.Select(row => (int)row.Reason));
    }

    [Fact]
    public void Packets_within_the_grace_after_fin_still_belong_to_the_flow()
    {
        Table().Update([Tcp(Start), Tcp(Start + 1, flags: Fin | Ack), Tcp(Start + Second / 2, flags: Ack), Tcp(Start + 3 * Second, flags: Syn)]);
        Table().EndAll();
        Assert.Equal([3ul, 1ul], _sink.Rows.Select(row => row.Packets));
        Assert.Equal([3, 4], _sink.Rows.Select(row => (int)row.Reason));
    }

    [Fact]
    public void An_ended_flow_is_reported_soon_after_its_grace_not_after_the_idle_timeout()
    {
        Table().Update([Tcp(Start), Tcp(Start + 1, flags: Rst)]);
        Table().Advance(Start + 2 * Second);
        Assert.Equal((byte)FlowEndReason.EndOfFlow, Assert.Single(_sink.Rows).Reason);
    }

    [Fact]
    public void Without_timeouts_each_key_is_one_record_whatever_time_does()
    {
        FlowTable table = Table(MeteringOptions.WithoutTimeouts);
        long[] times = [Start, Start + 86_400 * Second, 0, Start + 1, long.MaxValue, -5];
        foreach (long time in times) table.Update([Tcp(time, flags: Fin), Udp(time)]);
        table.Advance(Start);
        table.EndAll();
        Assert.Equal([6ul, 6ul], _sink.Rows.Select(row => row.Packets));
    }

    [Fact]
    public void A_clock_set_back_ends_all_flows_and_begins_anew()
    {
        Table().Update([Udp(Start, 1), Udp(Start, 2)]);
        Table().Update([Udp(Start - 3600 * Second, 1)]);
        Assert.Equal(1, _metrics.ClockSteps);
        Assert.Equal(1, Table().Count);
        Table().Update([Udp(Start - 3590 * Second, 1)]);
        Table().EndAll();
        Assert.Equal([1ul, 1ul, 2ul], _sink.Rows.Select(row => row.Packets));
    }

    [Fact]
    public void Counters_pass_32_bits()
    {
        FlowTable table = Table(MeteringOptions.WithoutTimeouts);
        for (int i = 0; i < 5; i++) table.Update([Udp(Start, length: uint.MaxValue)]);
        table.EndAll();
        Assert.Equal(5ul * uint.MaxValue, Assert.Single(_sink.Rows).Bytes);
    }

    [Fact]
    public void A_full_table_evicts_and_counts_it_and_loses_no_packet()
    {
        FlowTable table = Table(new MeteringOptions { MaxFlows = 100 });
        for (uint host = 1; host <= 1000; host++)
        {
            table.Update([Udp(Start + host, host)]);
            Assert.InRange(table.Count, 1, 100);
        }

        Assert.Equal(900, _metrics.Ended(FlowEndReason.LackOfResources));
        table.EndAll();
        Assert.Equal(1000, _sink.Rows.Count);
        Assert.Equal(1000ul, _sink.Rows.Aggregate(0ul, (sum, row) => sum + row.Packets));
    }

    [Fact]
    public void Eviction_takes_the_flow_that_is_nearest_to_its_end()
    {
        FlowTable table = Table(new MeteringOptions { MaxFlows = 3 });
        table.Update([Udp(Start, 1), Udp(Start + Second, 2), Udp(Start + 2 * Second, 3)]);
        table.Update([Udp(Start + 5 * Second, 1)]);
        table.Update([Udp(Start + 6 * Second, 4)]);
        table.EndAll();
        FlowRow evicted = Assert.Single(_sink.Rows, row => row.Reason == (byte)FlowEndReason.LackOfResources);
        Assert.Equal(IpAddress.FromV4(0x0A00_0002), evicted.Source);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_full_table_that_drops_what_is_new_keeps_its_flows_whole_and_counts_the_rest(bool biflow)
    {
        FlowTable table = Table(new MeteringOptions { MaxFlows = 100, Overload = OverloadPolicy.DropNew, Biflow = biflow });
        for (int round = 0; round < 3; round++)
        {
            for (uint host = 1; host <= 1000; host++) table.Update([Udp(Start + round * 1000 + host, host)]);
            Assert.Equal(100, table.Count);
        }

        Assert.Equal((3 * 900, 0), (_metrics.NoRoomPackets, _metrics.Ended(FlowEndReason.LackOfResources)));
        table.EndAll();
        Assert.Equal(100, _sink.Rows.Count);
        Assert.All(_sink.Rows, static row => Assert.Equal(3ul, row.Packets));
        Assert.Equal(_metrics.NoRoomOctets, 27 * _sink.Rows.Sum(static row => (long)row.Bytes) / 3);
    }

    [Fact]
    public void A_full_table_that_drops_what_is_new_gives_the_room_of_flows_that_are_over()
    {
        FlowTable table = Table(new MeteringOptions { MaxFlows = 2, Overload = OverloadPolicy.DropNew });
        // The third comes together with the first packet that shows the others to be over, before the wheel has turned.
        table.Update([Udp(Start, 1), Udp(Start + 40 * Second, 2)]);
        table.Update([Udp(Start + 41 * Second, 2), Udp(Start + 41 * Second, 3), Udp(Start + 41 * Second, 4)]);
        table.EndAll();
        Assert.Equal(1, _metrics.NoRoomPackets);
        Assert.Equal([1ul, 1ul, 2ul], _sink.Rows.Select(static row => row.Packets));
    }

    [Fact]
    public void Refusing_flows_allocates_nothing()
    {
        FlowTable table = Table(new MeteringOptions { MaxFlows = 1000, Overload = OverloadPolicy.DropNew });
        uint host = 0;
        void Rounds(int count)
        {
            for (int i = 0; i < count; i++) table.Update([Udp(Start, ++host)]);
        }

        Rounds(2000);
        AllocationBudget.Check("exporter/metering: refuse flows", () => Rounds(10_000));
        Assert.Equal(1000, table.Count);
    }

    [Fact]
    public void Flows_that_end_and_are_evicted_among_packets_that_came_together_are_whole()
    {
        FlowTable table = Table(new MeteringOptions { MaxFlows = 2, TcpEndGrace = TimeSpan.FromSeconds(1) });
        table.Update([.. Enumerable.Range(0, 60).Select(i => Tcp(Start, (uint)(i % 5 + 1), flags: i % 3 == 0 ? Rst : Ack))]);
        Assert.Equal(2, table.Count);
        table.Advance(Start + 10 * Second);
        Assert.Equal(_sink.Rows.Count(row => row.Reason == (byte)FlowEndReason.EndOfFlow), (int)_metrics.Ended(FlowEndReason.EndOfFlow));
        table.Advance(Start + 3600 * Second);
        Assert.Equal(0, table.Count);
        Assert.Equal(60ul, _sink.Rows.Aggregate(0ul, (sum, row) => sum + row.Packets));
    }

    [Fact]
    public void A_flow_that_ended_just_before_the_clock_was_set_back_is_written_once()
    {
        FlowTable table = Table();
        table.Update([Tcp(Start, 1, flags: Fin), Tcp(Start, 2, flags: Fin), Tcp(Start - 3600 * Second, 1), Tcp(Start - 3600 * Second, 2, flags: Rst)]);
        table.Advance(Start);
        Assert.Equal(0, table.Count);
        Assert.Equal([1ul, 1ul, 1ul, 1ul], _sink.Rows.Select(row => row.Packets));
    }

    [Fact]
    public void The_table_holds_its_bound_of_flows_without_timeouts_too()
    {
        FlowTable table = Table(MeteringOptions.WithoutTimeouts with { MaxFlows = 10 });
        for (uint host = 1; host <= 50; host++) table.Update([Udp(Start, host)]);
        Assert.Equal(10, table.Count);
        table.EndAll();
        Assert.Equal(50, _sink.Rows.Count);
    }

    [Fact]
    public void Counting_packets_and_ending_flows_allocates_nothing()
    {
        var sink = new CountingSink();
        using var table = new FlowTable(new MeteringOptions { MaxFlows = 5_000 }, new FlowKeyHash(1), sink, _metrics);
        var batch = new Observation[64];
        long time = Start;
        void Rounds(int count)
        {
            for (int i = 0; i < count; i++)
            {
                for (int p = 0; p < batch.Length; p++) batch[p] = Tcp(time += Second / 1000, (uint)(time / 1_000_000 * 2_654_435_761 % 40_000), flags: (ushort)(p % 9 == 0 ? Fin : Ack));
                table.Update(batch);
                if (i % 64 == 0) table.Advance(time);
            }
        }

        Rounds(3000);
        AllocationBudget.Check("exporter/metering: update and advance the flow table", () => Rounds(1000));
        Assert.True(sink.Rows > 10_000);
    }

    private FlowTable Table(MeteringOptions? options = null) => _table ??= new FlowTable(options ?? new(), new FlowKeyHash(1), _sink, _metrics);

    private FlowRow Single(Observation packet)
    {
        Table().Update([packet]);
        Table().EndAll();
        return Assert.Single(_sink.Rows);
    }
}
