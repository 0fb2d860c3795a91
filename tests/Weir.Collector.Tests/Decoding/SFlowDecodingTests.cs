using Weir.Collector.Sessions;
using Weir.Testing.Messages;
using Weir.Testing.Packets;
using Weir.Wire.Primitives;
using static Weir.Testing.Messages.SFlowMessages;

namespace Weir.Collector.Tests.Decoding;

public sealed class SFlowDecodingTests
{
    private static readonly byte[] Tcp = FrameBuilder.Ethernet("02:00:00:00:00:0a", "02:00:00:00:00:0b").Vlan(77)
        .Ipv4("192.0.2.7", "198.51.100.8").Tcp(443, 50_000, 0x12).Payload(20).Build();

    [Fact]
    public void A_sampled_header_becomes_a_record_of_one_packet()
    {
        Dictionary<string, object> record = DecoderUnderTest.After(Datagram("203.0.113.9", 3, 41, FlowSample(1, 5, 1024, 5, 6, RawHeader(1, 1518, Tcp)))).Single();
        Assert.Equal("203.0.113.9", record["sampler_address"]);
        Assert.Equal((3u, 41u, 1024u), (record["observation_domain_id"], record["sequence_num"], record["sampling_rate"]));
        Assert.Equal((1518ul, 1ul), (record["bytes"], record["packets"]));
        Assert.Equal(("192.0.2.7", "198.51.100.8", (byte)6), (record["src_addr"], record["dst_addr"], record["proto"]));
        Assert.Equal(((ushort)443, (ushort)50_000, (ushort)0x12), (record["src_port"], record["dst_port"], record["tcp_flags"]));
        Assert.Equal(("02:00:00:00:00:0a", "02:00:00:00:00:0b", (ushort)77), (record["src_mac"], record["dst_mac"], record["vlan_id"]));
        Assert.Equal((5u, 6u, (byte)0), (record["in_if"], record["out_if"], record["flow_direction"]));
        Assert.Equal((ushort)0x0800, record["etype"]);
        Assert.Equal([DecoderUnderTest.ReceivedNs, DecoderUnderTest.ReceivedNs, DecoderUnderTest.ReceivedNs],
            new[] { record["time_received_ns"], record["time_flow_start_ns"], record["time_flow_end_ns"] });
    }

    [Fact]
    public void The_expanded_form_holds_large_interface_indexes()
    {
        Dictionary<string, object> record = DecoderUnderTest.After(
            Datagram("203.0.113.9", 0, 1, ExpandedFlowSample(1, 0x8000_0001, 10, 7, 0x8000_0001, RawHeader(1, 100, Tcp)))).Single();
        Assert.Equal((7u, 0x8000_0001u, (byte)1), (record["in_if"], record["out_if"], record["flow_direction"]));
    }

    [Fact]
    public void Fields_in_the_place_of_a_header_are_put_together()
    {
        byte[] ethernet = Structure(2, new Octets().U32(90).Raw(2, 0, 0, 0, 0, 1, 0, 0).Raw(2, 0, 0, 0, 0, 2, 0, 0).U32(0x86DD).ToArray());
        byte[] ipv6 = Structure(4, new Octets().U32(72, 17).Ip("2001:db8::1").Ip("2001:db8::2").U32(53, 5353, 0, 0x20).ToArray());
        Dictionary<string, object> record = DecoderUnderTest.After(Datagram("203.0.113.9", 0, 1, FlowSample(1, 5, 2, 5, 6, ethernet, ipv6))).Single();
        Assert.Equal((90ul, "2001:db8::1", "2001:db8::2"), (record["bytes"], record["src_addr"], record["dst_addr"]));
        Assert.Equal(((ushort)53, (ushort)5353, (byte)0x20), (record["src_port"], record["dst_port"], record["ip_tos"]));
        Assert.Equal(("02:00:00:00:00:01", (ushort)0x86DD), (record["src_mac"], record["etype"]));
        Assert.DoesNotContain("ip_ttl", record);
    }

    [Fact]
    public void Icmp_told_by_fields_has_type_and_code_and_no_ports()
    {
        byte[] ipv4 = Structure(3, new Octets().U32(84, 1).Ip("192.0.2.1").Ip("192.0.2.2").U32(3, 4, 0, 0).ToArray());
        Dictionary<string, object> record = DecoderUnderTest.After(Datagram("203.0.113.9", 0, 1, FlowSample(1, 5, 2, 5, 6, ipv4))).Single();
        Assert.Equal(((byte)3, (byte)4, 84ul), (record["icmp_type"], record["icmp_code"], record["bytes"]));
        Assert.DoesNotContain("src_port", record);
    }

    [Fact]
    public void What_the_device_knows_of_the_way_goes_into_columns()
    {
        byte[] gateway = Structure(1003, Address(new Octets(), "192.0.2.99").U32(64500, 64501, 64502, 2, 2, 2, 64503, 64504, 2, 1, 64505, 0, 100).ToArray());
        byte[] router = Structure(1002, Address(new Octets(), "2001:db8::9").U32(24, 16).ToArray());
        byte[] change = Structure(1001, new Octets().U32(10, 0, 20, 0).ToArray());
        Dictionary<string, object> record = DecoderUnderTest.After(
            Datagram("203.0.113.9", 0, 1, FlowSample(1, 5, 2, 5, 6, change, router, gateway, RawHeader(1, 100, Tcp)))).Single();
        Assert.Equal(((ushort)10, (ushort)20), (record["vlan_id"], record["dst_vlan"]));
        Assert.Equal(("2001:db8::9", (byte)24, (byte)16), (record["next_hop"], record["src_net"], record["dst_net"]));
        Assert.Equal(("192.0.2.99", 64501u, 64505u), (record["bgp_next_hop"], record["src_as"], record["dst_as"]));
    }

    [Fact]
    public void A_stripped_vlan_tag_is_the_outermost_one()
    {
        byte[] tunnel = Structure(1012, new Octets().U32(2, 0x88A8_0064, 0x8100_0065).ToArray());
        Assert.Equal((ushort)100, DecoderUnderTest.After(Datagram("203.0.113.9", 0, 1, FlowSample(1, 5, 2, 5, 6, RawHeader(1, 100, Tcp), tunnel))).Single()["vlan_id"]);
    }

    [Theory]
    [InlineData(257u, 137)]
    [InlineData(258u, 129)]
    [InlineData(3u, 131)]
    [InlineData(99_999u, 128)]
    public void A_discarded_packet_is_a_record_with_the_reason(uint reason, int status)
    {
        DecoderUnderTest test = DecoderUnderTest.After(Datagram("203.0.113.9", 0, 1, Discarded(1, 5, 5, 0, reason, RawHeader(1, 100, Tcp))));
        Dictionary<string, object> record = test.Single();
        Assert.Equal(((byte)status, 1u, 5u), (record["forwarding_status"], record["sampling_rate"], record["in_if"]));
        Assert.Equal(1, test.Metrics.DiscardedPackets);
    }

    [Theory]
    [InlineData(0x4000_0102u, true)]
    [InlineData(0x8000_0003u, false)]
    [InlineData(0x3FFF_FFFFu, false)]
    public void An_output_that_is_no_interface_is_null(uint output, bool isDiscarded)
    {
        Dictionary<string, object> record = DecoderUnderTest.After(Datagram("203.0.113.9", 0, 1, FlowSample(1, 5, 2, 5, output, RawHeader(1, 100, Tcp)))).Single();
        Assert.DoesNotContain("out_if", record);
        Assert.Equal(isDiscarded, record.ContainsKey("forwarding_status"));
    }

    [Fact]
    public void A_frame_that_is_not_ip_counts_with_its_addresses()
    {
        byte[] arp = FrameBuilder.Ethernet().EtherType(0x0806).Payload(28).Build();
        DecoderUnderTest test = DecoderUnderTest.After(Datagram("203.0.113.9", 0, 1, FlowSample(1, 5, 2, 5, 6, RawHeader(1, 64, arp)), FlowSample(2, 5, 2, 5, 6, RawHeader(8, 70, arp))));
        List<Dictionary<string, object>> records = test.Records();
        Assert.Equal(((ushort)0x0806, 64ul, "02:00:00:00:00:01"), (records[0]["etype"], records[0]["bytes"], records[0]["src_mac"]));
        Assert.DoesNotContain("src_addr", records[0]);
        Assert.DoesNotContain("src_mac", records[1]);
        Assert.Equal(2, test.Metrics.SamplesNotIp);
    }

    [Fact]
    public void Rows_keep_their_own_values_over_many_datagrams_and_batches()
    {
        var test = new DecoderUnderTest();
        for (uint i = 0; i < 2500; i++)
        {
            byte[] frame = FrameBuilder.Ethernet().Ipv4($"10.0.{i >> 8}.{i & 255}", "192.0.2.2").Udp((ushort)i, 53).Payload(4).Build();
            byte[] other = FrameBuilder.Ethernet().EtherType(0x0806).Payload(28).Build();
            test.Accept(Datagram("203.0.113.9", 0, i, FlowSample(i, 5, i + 1, i % 3, 6, RawHeader(1, i, i % 5 == 0 ? other : frame))));
        }

        List<Dictionary<string, object>> records = test.Records();
        Assert.Equal(2500, records.Count);
        for (int i = 0; i < records.Count; i++)
        {
            Assert.Equal(((uint)i + 1, (ulong)i, (uint)i), (records[i]["sampling_rate"], records[i]["bytes"], records[i]["sequence_num"]));
            Assert.Equal(i % 5 != 0, records[i].ContainsKey("src_addr"));
            if (i % 5 != 0) Assert.Equal(($"10.0.{i >> 8}.{i & 255}", (ushort)i), (records[i]["src_addr"], records[i]["src_port"]));
            Assert.Equal(i % 3 != 0, records[i].ContainsKey("in_if"));
        }
    }

    [Fact]
    public void Counters_and_samples_of_enterprises_are_counted()
    {
        DecoderUnderTest test = DecoderUnderTest.After(
            Datagram("203.0.113.9", 0, 1, CounterSample(1, 5, Structure(1, new byte[88])), Structure(4300 << 12 | 1, new byte[12]), FlowSample(1, 5, 2, 5, 6)));
        Assert.Empty(test.Records());
        Assert.Equal((1, 1, 1, 1), (test.Metrics.CounterSamples, test.Metrics.UnknownSamples, test.Metrics.FlowSamples, test.Metrics.SamplesWithoutPacket));
    }

    [Fact]
    public void Losses_are_counted_for_the_agent_and_for_each_of_its_sources()
    {
        var test = new DecoderUnderTest();
        test.Accept(Datagram("203.0.113.9", 0, 1, FlowSample(10, 5, 2, 5, 6, RawHeader(1, 100, Tcp)), FlowSample(70, 6, 2, 5, 6, RawHeader(1, 100, Tcp))));
        test.Accept(Datagram("203.0.113.9", 0, 4, ExpandedFlowSample(13, 5, 2, 5, 6, RawHeader(1, 100, Tcp)), FlowSample(71, 6, 2, 5, 6, RawHeader(1, 100, Tcp))));
        test.Accept(Datagram("203.0.113.9", 1, 4, FlowSample(900, 5, 2, 5, 6, RawHeader(1, 100, Tcp))));
        Assert.Equal(2, test.Decoder.Sessions.Count);
        ExporterSession session = test.Decoder.Sessions.All[0];
        Assert.Equal(IpAddress.FromV4(0xCB007109), session.Key.ExporterAddress);
        Assert.Equal((2, 2, 2), (session.Sequence.Lost, session.Samples.Lost, session.Samples.Count));
    }

    [Fact]
    public void An_agent_without_an_address_is_known_by_the_one_it_sends_from()
    {
        byte[] datagram = new Octets().U32(5, 0, 0, 1, 2, 1).Raw(FlowSample(1, 5, 2, 5, 6, RawHeader(1, 100, Tcp))).ToArray();
        Assert.Equal("192.0.2.1", DecoderUnderTest.After(datagram).Single()["sampler_address"]);
        Assert.Equal("192.0.2.1", DecoderUnderTest.After(Datagram("0.0.0.0", 0, 1, FlowSample(1, 5, 2, 5, 6, RawHeader(1, 100, Tcp)))).Single()["sampler_address"]);
    }

    [Fact]
    public void Sources_beyond_the_limit_are_refused_and_their_samples_decoded()
    {
        var test = new DecoderUnderTest(new SessionOptions { MaxSampleSources = 2 });
        for (uint source = 1; source <= 5; source++) test.Accept(Datagram("203.0.113.9", 0, source, FlowSample(1, source, 2, 5, 6, RawHeader(1, 100, Tcp))));
        Assert.Equal(5, test.Records().Count);
        Assert.Equal(3, test.Metrics.SampleSourcesRefused);
    }
}
