using Weir.Testing.Messages;
using Weir.Wire.Elements;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Decoding;

public sealed class BiflowDecodingTests
{
    [Fact]
    public void A_biflow_becomes_two_records_and_a_flow_without_reverse_packets_one()
    {
        byte[] template = Template(256,
            new(ElementId.SourceIPv4Address, 4), new(ElementId.DestinationIPv4Address, 4), new(ElementId.SourceTransportPort, 2), new(ElementId.DestinationTransportPort, 2),
            new(ElementId.PacketTotalCount, 8), new(ElementId.PacketTotalCount, 8, ElementRegistry.ReversePen), new(ElementId.OctetTotalCount, 4),
            new(ElementId.OctetTotalCount, 4, ElementRegistry.ReversePen), new(ElementId.BiflowDirection, 1), new(ElementId.FlowStartMilliseconds, 8),
            new(ElementId.FlowStartMilliseconds, 8, ElementRegistry.ReversePen));
        byte[] data = new Octets()
            .U32(0xC0000201, 0xC0000202).U16(1000, 80).U64(5, 7).U32(500, 7000).U8(1).U64(1_700_000_000_000, 1_700_000_000_020)
            .U32(0xC0000203, 0xC0000202).U16(1001, 80).U64(1, 0).U32(40, 0).U8(1).U64(1_700_000_000_000, 0).ToArray();
        List<Dictionary<string, object>> records = DecoderUnderTest.After(Ipfix(1_700_000_000, 0, 0, Set(2, template), Set(256, data))).Records();
        Assert.Equal(["192.0.2.1", "192.0.2.3", "192.0.2.2"], records.Select(record => record["src_addr"]));
        Assert.Equal([5ul, 1ul, 7ul], records.Select(record => record["packets"]));
        Assert.Equal([500ul, 40ul, 7000ul], records.Select(record => record["bytes"]));
        Assert.Equal([(byte)1, (byte)1, (byte)2], records.Select(record => record["biflow_direction"]));
        Assert.Equal(((ushort)80, (ushort)1000), (records[2]["src_port"], records[2]["dst_port"]));
        Assert.Equal(1_700_000_000_020_000_000, records[2]["time_flow_start_ns"]);
    }

    [Fact]
    public void Labels_are_read_from_their_stack_entries_and_zeros_are_none()
    {
        byte[] template = Template(256,
            new(ElementId.MplsTopLabelStackSection, 3), new(ElementId.MplsLabelStackSection2, 3), new(ElementId.MplsLabelStackDepth, 4), new(ElementId.MplsTopLabelTTL, 1));
        byte[] data = new Octets().Raw([0x03, 0xE8, 0x1A, 0x00, 0x12, 0xC1]).U32(2).U8(62).Raw(new byte[6]).U32(0).U8(0).ToArray();
        List<Dictionary<string, object>> records = DecoderUnderTest.After(Ipfix(0, 0, 0, Set(2, template), Set(256, data))).Records();
        Assert.Equal((16_001u, (byte)5, 300u, (byte)0), (records[0]["mpls_label_1"], records[0]["mpls_exp_1"], records[0]["mpls_label_2"], records[0]["mpls_exp_2"]));
        Assert.Equal(((byte)2, (byte)62), (records[0]["mpls_depth"], records[0]["mpls_ttl"]));
        Assert.DoesNotContain(records[1].Keys, name => name.StartsWith("mpls_", StringComparison.Ordinal));
    }

    [Fact]
    public void A_label_field_of_another_length_feeds_nothing()
    {
        byte[] template = Template(256, new(ElementId.MplsTopLabelStackSection, 4), new(ElementId.OctetDeltaCount, 4));
        Dictionary<string, object> record = DecoderUnderTest.After(Ipfix(0, 0, 0, Set(2, template), Set(256, new Octets().U32(0x12345678, 9).ToArray()))).Single();
        Assert.DoesNotContain("mpls_label_1", record);
        Assert.Equal(9ul, record["bytes"]);
    }

    [Fact]
    public void How_tcp_fared_is_read_from_weirs_own_elements()
    {
        byte[] template = Template(256,
            new(TcpElements.TcpRoundTripMicroseconds, 4, WeirElements.Pen), new(TcpElements.TcpServerRoundTripMicroseconds, 4, WeirElements.Pen),
            new(TcpElements.TcpRetransmissionDeltaCount, 4, WeirElements.Pen), new(TcpElements.TcpOutOfOrderDeltaCount, 4, WeirElements.Pen),
            new(TcpElements.TcpRetransmissionDeltaCount | WeirElements.ReverseBit, 4, WeirElements.Pen), new(ElementId.PacketDeltaCount, 4, ElementRegistry.ReversePen));
        byte[] data = new Octets().U32(35_000, 0, 3, 1, 9, 100).ToArray();
        List<Dictionary<string, object>> records = DecoderUnderTest.After(Ipfix(0, 0, 0, Set(2, template), Set(256, data))).Records();
        Assert.Equal([35_000u, 35_000u], records.Select(record => record["tcp_rtt_us"]));
        Assert.Equal([3u, 9u], records.Select(record => record["tcp_retransmissions"]));
        Assert.Equal(1u, records[0]["tcp_out_of_order"]);
        Assert.All(records, record => Assert.DoesNotContain("tcp_server_rtt_us", record));
    }
}
