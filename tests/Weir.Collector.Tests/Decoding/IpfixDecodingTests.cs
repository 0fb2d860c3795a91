using Weir.Collector.Sessions;
using Weir.Flows.Batches;
using Weir.Testing.Messages;
using Weir.Testing.Packets;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Decoding;

public sealed class IpfixDecodingTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData(ElementId.FlowStartSeconds, 4, "6553f100", 1_700_000_000 * Second)]
    [InlineData(ElementId.FlowStartMilliseconds, 8, "0000018bcfe56805", 1_700_000_000 * Second + 5_000_000)]
    [InlineData(ElementId.FlowStartMicroseconds, 8, "e8fe6f8080000000", 1_700_000_000 * Second + 500_000_000)]
    [InlineData(ElementId.FlowStartNanoseconds, 8, "e8fe6f8080000000", 1_700_000_000 * Second + 500_000_000)]
    [InlineData(ElementId.FlowStartDeltaMicroseconds, 4, "000f4240", 1_699_999_999 * Second)]
    public void A_flow_start_is_read_in_each_of_its_encodings(int element, int length, string octets, long expected)
    {
        byte[] message = Ipfix(1_700_000_000, 0, 0, Set(2, Template(256, new FieldSpecifier((ushort)element, (ushort)length))), Set(256, Convert.FromHexString(octets)));
        Assert.Equal(expected, DecoderUnderTest.After(message).Single()["time_flow_start_ns"]);
    }

    // The cases of RFC 6759 section 4.1: an exporter may leave out leading zeros behind the engine, or send more.
    [Theory]
    [InlineData("0101", 0x0100_0001u)]
    [InlineData("030035", 0x0300_0035u)]
    [InlineData("16000077", 0x1600_0077u)]
    [InlineData("0d000001c5", 0x0D00_01C5u)]
    [InlineData("0d000000000001c5", 0x0D00_01C5u)]
    [InlineData("0d01000000000001", null)]
    [InlineData("14000000090027", null)]
    [InlineData("00000000", null)]
    public void An_application_is_read_in_every_length(string octets, uint? expected)
    {
        byte[] value = Convert.FromHexString(octets);
        byte[] message = Ipfix(0, 0, 0, Set(2, Template(256, new(ElementId.ApplicationId, (ushort)value.Length), new(ElementId.OctetDeltaCount, 8))), Set(256, [.. value, .. new byte[8]]));
        Assert.Equal(expected, DecoderUnderTest.After(message).Single().GetValueOrDefault("application_id"));
    }

    [Fact]
    public void An_uptime_needs_the_time_it_counts_from()
    {
        byte[] with = Template(256, new(ElementId.FlowEndSysUpTime, 4), new(ElementId.SystemInitTimeMilliseconds, 8));
        byte[] without = Template(257, new(ElementId.FlowEndSysUpTime, 4), new(ElementId.OctetDeltaCount, 8));
        byte[] record = new Octets().U32(1500).U64(1_700_000_000_000).ToArray();
        List<Dictionary<string, object>> records = DecoderUnderTest.After(Ipfix(0, 0, 0, Set(2, with, without), Set(256, record), Set(257, record))).Records();
        Assert.Equal(1_700_000_001_500_000_000, records[0]["time_flow_end_ns"]);
        Assert.DoesNotContain("time_flow_end_ns", records[1]);
    }

    [Fact]
    public void A_value_too_large_for_its_column_is_null_and_counted()
    {
        byte[] template = Template(256, new(ElementId.IngressInterface, 8), new(ElementId.FlowEndMilliseconds, 8));
        byte[] data = new Octets().U64(5, 1, 1UL << 32, ulong.MaxValue, uint.MaxValue, 2).ToArray();
        DecoderUnderTest test = DecoderUnderTest.After(Ipfix(0, 0, 0, Set(2, template), Set(256, data)));
        List<Dictionary<string, object>> records = test.Records();
        Assert.Equal([5u, null, uint.MaxValue], records.Select(record => record.GetValueOrDefault("in_if")));
        Assert.Equal([1_000_000L, null, 2_000_000L], records.Select(record => record.GetValueOrDefault("time_flow_end_ns")));
        Assert.Equal(2, test.Metrics.ValuesOutOfRange);
    }

    [Fact]
    public void Variable_length_fields_are_stepped_over_wherever_they_stand()
    {
        byte[] template = Template(256,
            new(ElementId.InterfaceName, FieldSpecifier.VariableLength), new(ElementId.SourceTransportPort, 2),
            new(5, FieldSpecifier.VariableLength, 35632), new(ElementId.OctetDeltaCount, 4), new(ElementId.InterfaceDescription, FieldSpecifier.VariableLength));
        byte[] data = new Octets()
            .U8(4).Text("eth0").U16(80).U8(255).U16(300).Zeros(300).U32(1000).U8(0)
            .U8(0).U16(81).U8(0).U32(2000).U8(3).Text("abc").Zeros(3).ToArray();
        DecoderUnderTest test = DecoderUnderTest.After(Ipfix(0, 0, 0, Set(2, template), Set(256, data)));
        List<Dictionary<string, object>> records = test.Records();
        Assert.Equal([(ushort)80, (ushort)81], records.Select(record => record["src_port"]));
        Assert.Equal([1000UL, 2000UL], records.Select(record => record["bytes"]));
    }

    [Fact]
    public void Text_is_read_from_fields_of_variable_and_of_fixed_length()
    {
        byte[] variable = Template(256, new(ElementId.ApplicationName, FieldSpecifier.VariableLength), new(ElementId.OctetDeltaCount, 4));
        byte[] filledUp = Template(257, new(ElementId.OctetDeltaCount, 4), new(ElementId.ApplicationName, 8));
        byte[] records = new Octets().U8(5).Text("https").U32(1).U8(255).U16(3).Text("dns").U32(2).U8(0).U32(3).ToArray();
        byte[] fixedRecords = new Octets().U32(4).Text("ssh").Zeros(5).U32(5).Text("exactly8").U32(6).Zeros(8).ToArray();
        DecoderUnderTest test = DecoderUnderTest.After(Ipfix(0, 0, 0, Set(2, variable, filledUp), Set(256, records), Set(257, fixedRecords)));
        Assert.Equal(["https", "dns", null, "ssh", "exactly8", null], test.Records().Select(record => record.GetValueOrDefault("application_name")));
        Assert.Equal([1UL, 2UL, 3UL, 4UL, 5UL, 6UL], test.Records().Select(record => record["bytes"]));
    }

    [Fact]
    public void A_variable_length_that_runs_past_its_set_keeps_the_records_before_it()
    {
        byte[] template = Template(256, new(ElementId.OctetDeltaCount, 4), new(ElementId.InterfaceName, FieldSpecifier.VariableLength));
        byte[] data = new Octets().U32(1).U8(2).Text("ab").U32(2).U8(200).Text("ab").ToArray();
        DecoderUnderTest test = DecoderUnderTest.After(Ipfix(0, 0, 0, Set(2, template), Set(256, data)));
        Assert.Equal(1UL, test.Single()["bytes"]);
        Assert.Equal(1, test.Metrics.CountOf(DecodeStatus.Truncated));
    }

    [Fact]
    public void Type_and_code_of_ICMP_come_from_their_element_and_only_for_ICMP()
    {
        byte[] template = Template(256,
            new(ElementId.ProtocolIdentifier, 1), new(ElementId.IcmpTypeCodeIPv4, 2), new(ElementId.SourceTransportPort, 2), new(ElementId.DestinationTransportPort, 2));
        byte[] data = new Octets().U8(6).U16(0, 1000, 2000).U8(1).U16(0x0B00, 5, 6).U8(17).U16(0x0101, 53, 54).ToArray();
        List<Dictionary<string, object>> records = DecoderUnderTest.After(Ipfix(0, 0, 0, Set(2, template), Set(256, data))).Records();
        Assert.Equal([null, (byte)11, null], records.Select(record => record.GetValueOrDefault("icmp_type")));
        Assert.Equal([null, (byte)0, null], records.Select(record => record.GetValueOrDefault("icmp_code")));
        Assert.Equal([(ushort)2000, null, (ushort)54], records.Select(record => record.GetValueOrDefault("dst_port")));
    }

    [Fact]
    public void A_data_set_larger_than_what_is_free_goes_into_two_batches()
    {
        byte[] template = Template(256, new FieldSpecifier(ElementId.SourceTransportPort, 2));
        var data = new Octets();
        for (int i = 0; i < FlowBatch.Capacity + 100; i++) data.U16(i);
        DecoderUnderTest test = DecoderUnderTest.After(
            Ipfix(0, 0, 0, Set(2, template), Set(256, new Octets().U16(7).ToArray())), Ipfix(0, 1, 0, Set(256, data.ToArray())));
        Assert.Equal(1, test.Sink.Batches);
        List<Dictionary<string, object>> records = test.Records();
        Assert.Equal(2, test.Sink.Batches);
        Assert.Equal(Enumerable.Range(0, FlowBatch.Capacity + 100).Prepend(7), records.Select(record => (int)(ushort)record["src_port"]));
    }

    [Fact]
    public void Columns_of_one_template_do_not_leak_into_records_of_another()
    {
        byte[] templates = Set(2, Template(256, new FieldSpecifier(ElementId.SourceTransportPort, 2)), Template(257, new FieldSpecifier(ElementId.OctetDeltaCount, 2)));
        byte[] set = new Octets().U16(1).ToArray();
        List<Dictionary<string, object>> records = DecoderUnderTest.After(Ipfix(0, 0, 0, templates, Set(256, set), Set(257, set), Set(256, set))).Records();
        Assert.Equal([true, false, true], records.Select(record => record.ContainsKey("src_port")));
        Assert.Equal([false, true, false], records.Select(record => record.ContainsKey("bytes")));
    }

    [Fact]
    public void A_redefined_template_reads_the_data_behind_it()
    {
        byte[] message = Ipfix(0, 0, 0,
            Set(2, Template(256, new FieldSpecifier(ElementId.SourceTransportPort, 2))), Set(256, [0, 1]),
            Set(2, Template(256, new FieldSpecifier(ElementId.DestinationTransportPort, 2))), Set(256, [0, 2]));
        DecoderUnderTest test = DecoderUnderTest.After(message);
        List<Dictionary<string, object>> records = test.Records();
        Assert.Equal(((ushort)1, (ushort)2), ((ushort)records[0]["src_port"], (ushort)records[1]["dst_port"]));
        Assert.Equal(2, test.Metrics.TemplateChanges);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public void A_withdrawal_counts_only_where_it_is_accepted(bool accept, int expectedRecords)
    {
        byte[] define = Ipfix(0, 0, 0, Set(2, Template(256, new FieldSpecifier(ElementId.SourceTransportPort, 2))), Set(256, [0, 1]));
        byte[] withdraw = Ipfix(0, 1, 0, Set(2, new Octets().U16(256, 0).ToArray()), Set(256, [0, 2]));
        var test = new DecoderUnderTest(new SessionOptions { AcceptWithdrawals = accept });
        test.Accept(define);
        test.Accept(withdraw);
        Assert.Equal(expectedRecords, test.Records().Count);
        Assert.Equal((accept ? 1 : 0, accept ? 0 : 1), (test.Metrics.TemplateWithdrawals, test.Metrics.IgnoredWithdrawals));
    }

    [Fact]
    public void A_broken_set_leaves_the_sets_before_it()
    {
        byte[] broken = new Octets().U16(256, 3).ToArray();
        DecoderUnderTest test = DecoderUnderTest.After(Ipfix(0, 0, 0,
            Set(2, Template(256, new FieldSpecifier(ElementId.SourceTransportPort, 2))), Set(77), Set(256, [0, 1]), broken));
        Assert.Equal((ushort)1, test.Single()["src_port"]);
        Assert.Equal((1, 1), (test.Metrics.CountOf(DecodeStatus.BadLength), test.Metrics.CountOf(DecodeStatus.ReservedSetId)));
    }

    [Fact]
    public void Lost_records_are_counted_in_records_and_options_count_too()
    {
        byte[] first = Ipfix(0, 1000, 0,
            Set(2, Template(256, new FieldSpecifier(ElementId.SourceTransportPort, 2))), Set(3, IpfixOptions(257, 1, new FieldSpecifier(ElementId.ExportingProcessId, 4))),
            Set(256, [0, 1, 0, 2]), Set(257, [0, 0, 0, 1]));
        DecoderUnderTest test = DecoderUnderTest.After(first, Ipfix(0, 1003, 0, Set(256, [0, 1])), Ipfix(0, 1010, 0, Set(256, [0, 1])));
        SequenceTracker sequence = Assert.Single(test.Decoder.Sessions.All).Sequence;
        Assert.Equal((6L, 0L), (sequence.Lost, sequence.LateMessages));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0a")]
    [InlineData("000a")]
    public void A_message_too_short_for_anything_is_counted(string octets) =>
        Assert.Equal(1, DecoderUnderTest.After(Convert.FromHexString(octets)).Metrics.CountOf(DecodeStatus.Truncated));

    [Fact]
    public void An_unknown_version_is_counted() =>
        Assert.Equal(1, DecoderUnderTest.After([0, 8, 1, 2, 3]).Metrics.CountOf(DecodeStatus.UnknownVersion));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_part_of_a_packet_that_a_record_brings_fills_what_no_field_does(bool isVariable)
    {
        byte[] frame = FrameBuilder.Ethernet().Vlan(9).Ipv4("192.0.2.7", "198.51.100.8").Tcp(443, 50_000, 0x12).Payload(7).Build();
        byte[] template = Template(256, new(ElementId.IngressInterface, 4), new(ElementId.DataLinkFrameSection, isVariable ? FieldSpecifier.VariableLength : (ushort)frame.Length), new(ElementId.IpTTL, 1));
        Octets record = new Octets().U32(3);
        if (isVariable) record.U8(frame.Length);
        Dictionary<string, object> decoded = DecoderUnderTest.After(Ipfix(0, 0, 0, Set(2, template), Set(256, record.Raw(frame).U8(99).ToArray()))).Single();
        Assert.Equal(("192.0.2.7", "198.51.100.8", (ushort)443, (ushort)50_000, (byte)6), (decoded["src_addr"], decoded["dst_addr"], decoded["src_port"], decoded["dst_port"], decoded["proto"]));
        Assert.Equal(((ushort)9, 3u, (byte)99, 47ul, 1ul), (decoded["vlan_id"], decoded["in_if"], decoded["ip_ttl"], decoded["bytes"], decoded["packets"]));
    }

    [Fact]
    public void A_part_of_a_packet_may_begin_with_its_ip_header_or_be_no_packet_at_all()
    {
        byte[] packet = FrameBuilder.Raw().Ipv6("2001:db8::1", "2001:db8::2").Icmpv6(128, 0).Payload(4).Build();
        byte[] template = Template(256, new FieldSpecifier(ElementId.IpHeaderPacketSection, FieldSpecifier.VariableLength));
        byte[] records = new Octets().U8(packet.Length).Raw(packet).U8(3).Raw(0x60, 0, 0).U8(0).ToArray();
        List<Dictionary<string, object>> decoded = DecoderUnderTest.After(Ipfix(0, 0, 0, Set(2, template), Set(256, records))).Records();
        Assert.Equal(("2001:db8::1", (byte)128, (ushort)0x86DD), (decoded[0]["src_addr"], decoded[0]["icmp_type"], decoded[0]["etype"]));
        Assert.Equal(3, decoded.Count);
        Assert.All(decoded.Skip(1), record => Assert.DoesNotContain("src_addr", record));
    }

    [Fact]
    public void Structured_data_is_passed_over_however_deep_and_false_it_is()
    {
        // basicList, subTemplateList and subTemplateMultiList (RFC 6313) are of variable length: what they hold is not looked into.
        byte[] template = Template(256, new(291, FieldSpecifier.VariableLength), new(292, FieldSpecifier.VariableLength), new(293, FieldSpecifier.VariableLength), new(ElementId.OctetDeltaCount, 4));
        byte[] nested = [.. Enumerable.Repeat<byte[]>([3, 1, 0x23, 0xFF, 0xFF], 40).SelectMany(list => list)];
        byte[] record = new Octets().U8(nested.Length).Raw(nested).U8(255).U16(300).Zeros(300).U8(3).Raw(4, 1, 0).U32(77).ToArray();
        Assert.Equal(77ul, DecoderUnderTest.After(Ipfix(0, 0, 0, Set(2, template), Set(256, record, record))).Records()[1]["bytes"]);
    }

    [Fact]
    public void Withdrawals_are_obeyed_where_they_may_be_and_a_new_template_stands_at_once()
    {
        var test = new DecoderUnderTest(new SessionOptions { AcceptWithdrawals = true });
        test.Accept(Ipfix(0, 0, 0, Set(2, Template(256, new FieldSpecifier(ElementId.OctetDeltaCount, 4)))));
        test.Accept(Ipfix(0, 0, 0, Set(2, new Octets().U16(256, 0).ToArray()), Set(256, [0, 0, 0, 1])));
        test.Accept(Ipfix(0, 0, 0, Set(2, Template(256, new FieldSpecifier(ElementId.PacketDeltaCount, 4)))));
        Assert.Equal(1ul, test.Single()["packets"]);
    }
}
