using Weir.Testing.Messages;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Decoding;

public sealed class NetFlowV5DecodingTests
{
    private static byte[] Record(int protocol, int sourcePort, int destinationPort) => new Octets()
        .Ip("192.0.2.7").Ip("198.51.100.8").Ip("203.0.113.1").U16(3, 4).U32(10, 1500, 90_000, 99_500).U16(sourcePort, destinationPort)
        .U8(0, 0x1B, protocol, 0x28).U16(64500, 64501).U8(24, 16).U16(0).ToArray();

    [Fact]
    public void A_record_fills_the_columns_it_has_and_no_others()
    {
        Dictionary<string, object> record = DecoderUnderTest.After(
            TestMessages.NetFlowV5(100_000, 1_700_000_000, 250_000_000, 77, 0x0102, 0x4000 | 512, Record(6, 1234, 443))).Single();
        Assert.Equal(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["time_received_ns"] = DecoderUnderTest.ReceivedNs,
            ["time_flow_start_ns"] = 1_699_999_990_250_000_000L,
            ["time_flow_end_ns"] = 1_699_999_999_750_000_000L,
            ["sampler_address"] = "192.0.2.1",
            ["observation_domain_id"] = 0x0102u,
            ["sequence_num"] = 77u,
            ["sampling_rate"] = 512u,
            ["bytes"] = 1500UL,
            ["packets"] = 10UL,
            ["src_addr"] = "192.0.2.7",
            ["dst_addr"] = "198.51.100.8",
            ["etype"] = (ushort)0x0800,
            ["proto"] = (byte)6,
            ["src_port"] = (ushort)1234,
            ["dst_port"] = (ushort)443,
            ["tcp_flags"] = (ushort)0x1B,
            ["ip_tos"] = (byte)0x28,
            ["in_if"] = 3u,
            ["out_if"] = 4u,
            ["next_hop"] = "203.0.113.1",
            ["src_as"] = 64500u,
            ["dst_as"] = 64501u,
            ["src_net"] = (byte)24,
            ["dst_net"] = (byte)16,
        }, record);
    }

    [Fact]
    public void The_destination_port_of_ICMP_is_type_and_code()
    {
        List<Dictionary<string, object>> records = DecoderUnderTest.After(
            TestMessages.NetFlowV5(0, 0, 0, 0, 0, 0, Record(17, 53, 0x0303), Record(1, 0, 0x0301), Record(6, 1, 2))).Records();
        Assert.Equal(((byte)3, (byte)1), ((byte)records[1]["icmp_type"], (byte)records[1]["icmp_code"]));
        Assert.DoesNotContain("src_port", records[1]);
        Assert.DoesNotContain("dst_port", records[1]);
        Assert.DoesNotContain("icmp_type", records[0]);
        Assert.Equal((ushort)0x0303, records[0]["dst_port"]);
        Assert.Equal((ushort)2, records[2]["dst_port"]);
    }

    [Fact]
    public void A_sampling_interval_of_zero_is_not_a_rate() =>
        Assert.DoesNotContain("sampling_rate", DecoderUnderTest.After(TestMessages.NetFlowV5(0, 0, 0, 0, 0, 0, Record(6, 1, 2))).Single());

    [Fact]
    public void A_packet_cut_at_any_length_gives_its_whole_records()
    {
        byte[] message = TestMessages.NetFlowV5(0, 0, 0, 0, 0, 0, Record(6, 1, 2), Record(6, 3, 4));
        for (int length = 0; length < message.Length; length++)
        {
            DecoderUnderTest test = DecoderUnderTest.After(message[..length]);
            Assert.Equal(Math.Max(0, length - 24) / 48, test.Records().Count);
            Assert.Equal(1, test.Metrics.CountOf(DecodeStatus.Truncated));
        }
    }

    [Fact]
    public void Lost_flows_are_counted()
    {
        byte[] two = TestMessages.NetFlowV5(0, 0, 0, 100, 0, 0, Record(6, 1, 2), Record(6, 3, 4));
        byte[] later = TestMessages.NetFlowV5(0, 0, 0, 132, 0, 0, Record(6, 1, 2));
        DecoderUnderTest test = DecoderUnderTest.After(two, later);
        Assert.Equal(30, Assert.Single(test.Decoder.Sessions.All).Sequence.Lost);
    }
}
