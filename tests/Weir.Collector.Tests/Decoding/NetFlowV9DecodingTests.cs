using Weir.Testing.Messages;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Decoding;

public sealed class NetFlowV9DecodingTests
{
    [Fact]
    public void Reduced_sizes_and_uptimes_across_their_turnover_are_read()
    {
        byte[] template = Template(256,
            new(ElementId.SourceIPv6Address, 16), new(ElementId.DestinationIPv6Address, 16),
            new(ElementId.OctetDeltaCount, 3), new(ElementId.PacketDeltaCount, 5), new(ElementId.IngressInterface, 2),
            new(ElementId.FlowStartSysUpTime, 4), new(ElementId.FlowEndSysUpTime, 4), new(ElementId.SourceMacAddress, 6));
        byte[] data = new Octets().Ip("2001:db8::1").Ip("2001:db8::2").Number(70_000, 3).Number(1UL << 33, 5).U16(9)
            .U32(uint.MaxValue - 999, 500).Raw(0, 0x1b, 0x21, 0xaa, 0xbb, 0xcc).ToArray();
        Dictionary<string, object> record = DecoderUnderTest.After(NetFlowV9(1000, 1_700_000_000, 1, 5, Set(0, template), Set(256, data))).Single();

        Assert.Equal("2001:db8::1", record["src_addr"]);
        Assert.Equal((ushort)0x86DD, record["etype"]);
        Assert.Equal((70_000UL, 1UL << 33), ((ulong)record["bytes"], (ulong)record["packets"]));
        Assert.Equal(9u, record["in_if"]);
        Assert.Equal("00:1b:21:aa:bb:cc", record["src_mac"]);
        Assert.Equal(1_699_999_998_000_000_000L, record["time_flow_start_ns"]);
        Assert.Equal(1_699_999_999_500_000_000L, record["time_flow_end_ns"]);
    }

    [Fact]
    public void Of_two_address_families_the_one_that_is_filled_counts()
    {
        byte[] template = Template(256, new(ElementId.SourceIPv6Address, 16), new(ElementId.SourceIPv4Address, 4));
        byte[] data = [.. new Octets().Ip("2001:db8::1").Ip("0.0.0.0").Ip("::").Ip("192.0.2.9").Ip("::").Ip("0.0.0.0").ToArray()];
        List<Dictionary<string, object>> records = DecoderUnderTest.After(NetFlowV9(0, 0, 1, 5, Set(0, template), Set(256, data))).Records();
        Assert.Equal(["2001:db8::1", "192.0.2.9", "0.0.0.0"], records.Select(record => record["src_addr"]));
        Assert.Equal([(ushort)0x86DD, (ushort)0x0800, (ushort)0x0800], records.Select(record => record["etype"]));
    }

    [Fact]
    public void Fields_of_no_octets_and_numbers_above_32767_are_stepped_over()
    {
        byte[] template = Template(256, new(ElementId.FlowStartSeconds, 0), new(33002, 6), new(ElementId.OctetDeltaCount, 4));
        // In v9 the top bit is part of the number; no enterprise number follows.
        Dictionary<string, object> record = DecoderUnderTest.After(NetFlowV9(0, 0, 1, 5, Set(0, template), Set(256, new Octets().Zeros(6).U32(7).ToArray()))).Single();
        Assert.Equal(7UL, record["bytes"]);
        Assert.DoesNotContain("time_flow_start_ns", record);
    }

    [Fact]
    public void Records_of_options_templates_are_counted_and_are_no_flows()
    {
        byte[] message = NetFlowV9(0, 0, 1, 5,
            Set(1, V9Options(257, 1, new(1, 4), new(ElementId.SamplingInterval, 4)), [0, 0]),
            Set(257, new Octets().U32(1, 100, 2, 200).ToArray()));
        DecoderUnderTest test = DecoderUnderTest.After(message);
        Assert.Empty(test.Records());
        Assert.Equal(2, test.Metrics.OptionsRecords);
    }

    [Fact]
    public void A_datagram_cut_at_any_length_gives_the_records_of_the_whole_FlowSets_before_the_cut()
    {
        byte[] template = Set(0, Template(256, new FieldSpecifier(ElementId.OctetDeltaCount, 4), new FieldSpecifier(ElementId.InterfaceName, FieldSpecifier.VariableLength)));
        byte[] data = Set(256, new Octets().U32(7).U8(2).Text("ab").U32(8).U8(1).Text("c").ToArray());
        byte[] message = NetFlowV9(1, 2, 3, 4, template, data, data);
        int first = 20 + template.Length + data.Length;
        for (int length = 0; length <= message.Length; length++)
        {
            int expected = length < first ? 0 : length < message.Length ? 2 : 4;
            Assert.Equal(expected, DecoderUnderTest.After(message[..length]).Records().Count);
        }
    }

    [Fact]
    public void Data_before_its_template_waits_for_it()
    {
        byte[] data = NetFlowV9(0, 0, 1, 5, Set(256, new Octets().U32(7).ToArray()));
        byte[] template = NetFlowV9(0, 0, 2, 5, Set(0, Template(256, new FieldSpecifier(ElementId.OctetDeltaCount, 4))));
        DecoderUnderTest test = DecoderUnderTest.After(data, template, data);
        Assert.Equal((1, 1), (test.Metrics.CountOf(DecodeStatus.UnknownTemplate), test.Metrics.LateDataSets));
        Assert.Equal([7UL, 7UL], test.Records().Select(record => record["bytes"]));
    }

    [Fact]
    public void Templates_belong_to_their_source_alone()
    {
        byte[] template = NetFlowV9(0, 0, 1, 5, Set(0, Template(256, new FieldSpecifier(ElementId.OctetDeltaCount, 4))));
        byte[] data = NetFlowV9(0, 0, 1, 6, Set(256, new Octets().U32(7).ToArray()));
        DecoderUnderTest test = DecoderUnderTest.After(template, data);
        Assert.Empty(test.Records());
        Assert.Equal(1, test.Metrics.CountOf(DecodeStatus.UnknownTemplate));
        Assert.Equal(2, test.Decoder.Sessions.Count);
    }
}
