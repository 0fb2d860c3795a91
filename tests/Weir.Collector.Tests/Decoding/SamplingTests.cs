using Weir.Collector.Sessions;
using Weir.Collector.Sessions.Sampling;
using Weir.Collector.Tests.Fixtures;
using Weir.Testing.Messages;
using Weir.Testing.Packets;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Decoding;

public sealed class SamplingTests
{
    private static readonly FieldSpecifier Bytes = new(ElementId.OctetDeltaCount, 4);
    private static readonly FieldSpecifier Selector = new(ElementId.SelectorId, 2);

    public static TheoryData<string, FieldSpecifier[], byte[], uint> Selectors => new()
    {
        { "packets by turns", [new(305, 4), new(306, 4)], new Octets().U32(1, 99).ToArray(), 100 },
        { "several packets by turns", [new(305, 4), new(306, 4)], new Octets().U32(10, 98).ToArray(), 11 },
        { "an interval and no space", [new(305, 4)], new Octets().U32(64).ToArray(), 64 },
        { "time by turns", [new(307, 4), new(308, 4)], new Octets().U32(1000, 9000).ToArray(), 10 },
        { "some out of many", [new(309, 4), new(310, 4)], new Octets().U32(2, 1000).ToArray(), 500 },
        { "a probability", [new(311, 8)], new Octets().U64(BitConverter.DoubleToUInt64Bits(0.001)).ToArray(), 1000 },
        { "a probability in four octets", [new(311, 4)], new Octets().U32(BitConverter.SingleToUInt32Bits(0.25f)).ToArray(), 4 },
        { "a random interval", [new(49, 1), new(50, 4)], new Octets().U8(2).U32(128).ToArray(), 128 },
        { "an interval with its algorithm", [new(34, 4), new(35, 1)], new Octets().U32(256).U8(1).ToArray(), 256 },
        { "more than 32 bits hold", [new(310, 8), new(309, 1)], new Octets().U64(1UL << 40).U8(1).ToArray(), uint.MaxValue },
    };

    [Theory]
    [MemberData(nameof(Selectors))]
    public void A_record_has_the_rate_of_the_selector_it_names(string how, FieldSpecifier[] fields, byte[] values, uint expected)
    {
        Assert.NotEmpty(how);
        DecoderUnderTest test = DecoderUnderTest.After(
            Ipfix(0, 0, 1, Set(2, Template(256, Bytes, Selector)), Set(3, IpfixOptions(300, 1, [Selector, .. fields]))),
            Ipfix(0, 0, 1, Set(300, new Octets().U16(7).Raw(values).ToArray())),
            Ipfix(0, 1, 1, Set(256, new Octets().U32(1).U16(7).ToArray())));
        Assert.Equal(expected, test.Single()["sampling_rate"]);
    }

    [Fact]
    public void A_sampler_not_told_of_leaves_the_rate_open_and_is_counted()
    {
        DecoderUnderTest test = DecoderUnderTest.After(
            Ipfix(0, 0, 1, Set(2, Template(256, Bytes, Selector)), Set(3, IpfixOptions(300, 1, Selector, new(305, 4)))),
            Ipfix(0, 0, 1, Set(300, new Octets().U16(7).U32(64).ToArray())),
            Ipfix(0, 1, 1, Set(256, new Octets().U32(1).U16(8).U32(2).U16(7).U32(3).U16(0).ToArray())));
        List<Dictionary<string, object>> records = test.Records();
        Assert.Equal([null, 64u, null], records.Select(record => record.GetValueOrDefault("sampling_rate")));
        Assert.Equal((1L, 2L), (test.Metrics.SamplersUnknown, test.Metrics.RatesUnknown));
    }

    [Fact]
    public void Samplers_of_netflow9_are_named_by_records()
    {
        DecoderUnderTest test = DecoderUnderTest.After(
            NetFlowV9(0, 0, 1, 5, Set(0, Template(256, Bytes, new(48, 1))), Set(1, V9Options(257, 1, new(1, 4), new(48, 1), new(49, 1), new(50, 4), new(84, 3)))),
            NetFlowV9(0, 0, 2, 5, Set(257, new Octets().U32(0).U8(1, 2).U32(1000).Text("one").U32(0).U8(2, 2).U32(2000).Text("two").ToArray())),
            NetFlowV9(0, 0, 3, 5, Set(256, new Octets().U32(1).U8(1).U32(2).U8(2).ToArray())));
        Assert.Equal([1000u, 2000u], test.Records().Select(record => record["sampling_rate"]));
    }

    [Fact]
    public void A_rate_of_an_interface_holds_for_what_passes_it_and_one_of_the_system_for_the_rest()
    {
        DecoderUnderTest test = DecoderUnderTest.After(
            NetFlowV9(0, 0, 1, 5, Set(0, Template(256, new(10, 2), new(14, 2))), Set(1, V9Options(257, 1, new(2, 4), new(34, 4)), V9Options(258, 1, new(1, 4), new(34, 4)))),
            NetFlowV9(0, 0, 2, 5, Set(257, new Octets().U32(3, 30).ToArray()), Set(258, new Octets().U32(0, 10).ToArray())),
            NetFlowV9(0, 0, 3, 5, Set(256, new Octets().U16(3, 4, 4, 3, 4, 5).ToArray())));
        Assert.Equal([30u, 30u, 10u], test.Records().Select(record => record["sampling_rate"]));
    }

    [Fact]
    public void A_rate_of_a_template_holds_for_its_records()
    {
        DecoderUnderTest test = DecoderUnderTest.After(
            Ipfix(0, 0, 1, Set(2, Template(256, Bytes), Template(257, Bytes)), Set(3, IpfixOptions(300, 1, new(ElementId.TemplateId, 2), new(34, 4)))),
            Ipfix(0, 0, 1, Set(300, new Octets().U16(257).U32(64).ToArray())),
            Ipfix(0, 1, 1, Set(256, new Octets().U32(1).ToArray()), Set(257, new Octets().U32(2).ToArray())));
        Assert.Equal([null, 64u], test.Records().Select(record => record.GetValueOrDefault("sampling_rate")));
    }

    [Fact]
    public void A_chain_of_selectors_multiplies()
    {
        DecoderUnderTest test = DecoderUnderTest.After(
            Ipfix(0, 0, 1, Set(2, Template(256, Bytes, new(301, 4))),
                Set(3, IpfixOptions(300, 1, Selector, new(309, 4), new(310, 4)), IpfixOptions(301, 1, new(301, 4), Selector, Selector))),
            Ipfix(0, 0, 1, Set(300, new Octets().U16(1).U32(1, 10).U16(2).U32(1, 7).ToArray()), Set(301, new Octets().U32(77).U16(1, 2).U32(78).U16(1, 9).ToArray())),
            Ipfix(0, 4, 1, Set(256, new Octets().U32(1, 77, 2, 78).ToArray())));
        Assert.Equal([70u, null], test.Records().Select(record => record.GetValueOrDefault("sampling_rate")));
    }

    [Fact]
    public void What_one_source_id_says_of_the_system_holds_for_the_others_unless_two_disagree()
    {
        static byte[] Told(uint source, uint rate) => NetFlowV9(0, 0, 1, source,
            Set(0, Template(256, Bytes)), Set(1, V9Options(257, 1, new(1, 4), new(34, 4))), Set(257, new Octets().U32(0, rate).ToArray()));
        byte[] template = NetFlowV9(0, 0, 1, 9, Set(0, Template(256, Bytes)));
        byte[] data = NetFlowV9(0, 0, 2, 9, Set(256, new Octets().U32(1).ToArray()));
        Assert.Equal(100u, DecoderUnderTest.After(Told(0, 100), template, data).Single()["sampling_rate"]);
        Assert.Equal(200u, DecoderUnderTest.After(Told(0, 100), Told(0, 200), template, data).Single()["sampling_rate"]);
        Assert.DoesNotContain("sampling_rate", DecoderUnderTest.After(Told(0, 100), Told(1, 200), template, data).Single());
    }

    [Fact]
    public void What_the_record_says_goes_before_options_and_zero_says_nothing()
    {
        DecoderUnderTest test = DecoderUnderTest.After(
            Ipfix(0, 0, 1, Set(2, Template(256, new FieldSpecifier(34, 4)), Template(257, new(305, 4), new(306, 4))), Set(3, IpfixOptions(300, 1, new(149, 4), new(34, 4)))),
            Ipfix(0, 0, 1, Set(300, new Octets().U32(1, 512).ToArray())),
            Ipfix(0, 1, 1, Set(256, new Octets().U32(7, 0).ToArray()), Set(257, new Octets().U32(1, 9, 0, 5).ToArray())));
        Assert.Equal([7u, 512u, 10u, 512u], test.Records().Select(record => record["sampling_rate"]));
    }

    [Fact]
    public void A_configured_rate_goes_before_everything()
    {
        var options = new SessionOptions
        {
            SamplingOverrides = [new(DecoderUnderTest.Exporter, null, 99), new(DecoderUnderTest.Exporter, 3, 33), new(IpAddress.FromV4(0xCB007109), 5, 44)],
        };
        var test = new DecoderUnderTest(options);
        test.Accept(NetFlowV5(0, 0, 0, 0, 0, 0x4000 | 1000, Record(3), Record(4)));
        byte[] frame = FrameBuilder.Ethernet().Ipv4("192.0.2.7", "198.51.100.8").Udp(1, 2).Payload(4).Build();
        test.Accept(SFlowMessages.Datagram("203.0.113.9", 0, 1,
            SFlowMessages.FlowSample(1, 5, 2, 5, 6, SFlowMessages.RawHeader(1, 100, frame)), SFlowMessages.FlowSample(1, 6, 2, 6, 5, SFlowMessages.RawHeader(1, 100, frame))));
        Assert.Equal([33u, 99u, 44u, 2u], test.Records().Select(record => record["sampling_rate"]));

        static byte[] Record(int input) => new Octets().Zeros(12).U16(input, 0).Zeros(32).ToArray();
    }

    [Fact]
    public void The_header_of_version_5_tells_the_rate()
    {
        DecoderUnderTest test = DecoderUnderTest.After(NetFlowV5(0, 0, 0, 0, 0, 0x8000 | 1000, new byte[48]), NetFlowV5(0, 0, 0, 1, 0, 0, new byte[48]));
        Assert.Equal([1000u, null], test.Records().Select(record => record.GetValueOrDefault("sampling_rate")));
        Assert.Equal(1, test.Metrics.RatesUnknown);
    }

    [Fact]
    public void Rates_beyond_the_limit_are_refused_and_counted()
    {
        var test = new DecoderUnderTest(new SessionOptions { MaxSamplers = 3 });
        test.Accept(Ipfix(0, 0, 1, Set(3, IpfixOptions(300, 1, Selector, new(305, 4)))));
        for (int id = 1; id <= 10; id++) test.Accept(Ipfix(0, (uint)id, 1, Set(300, new Octets().U16(id).U32(64).ToArray())));
        Assert.Equal((7L, 3), (test.Metrics.SamplersRefused, test.Decoder.Sessions.All[0].Sampling.Count));
    }

    [Fact]
    public void A_router_in_the_field_tells_its_rate()
    {
        var test = new DecoderUnderTest();
        test.Accept(Payloads.Of("logstash-netflow/ipfix_test_juniper_mx240_junos151r6s3_opttpl512.dat"));
        test.Accept(Payloads.Of("logstash-netflow/ipfix_test_juniper_mx240_junos151r6s3_data512.dat"));
        ExporterSession session = Assert.Single(test.Decoder.Sessions.All);
        Assert.Equal((1000u, 1000u), (session.Sampling.Find(new(524_288, SamplerKind.Domain, 0)), session.Sampling.ExporterWide));
    }
}
