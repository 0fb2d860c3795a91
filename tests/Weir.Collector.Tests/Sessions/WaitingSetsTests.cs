using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Collector.Tests.Decoding;
using Weir.Testing.Messages;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Sessions;

public sealed class WaitingSetsTests
{
    private static readonly FieldSpecifier Bytes = new(ElementId.OctetDeltaCount, 4);

    [Fact]
    public void A_set_is_read_with_the_time_and_the_header_it_came_with()
    {
        var test = new DecoderUnderTest();
        byte[] late = NetFlowV9(1_000_000, 1_700_000_000, 31, 5, Set(256, new Octets().U32(7, 999_000).ToArray()));
        test.Decoder.Accept(new(55, DecoderUnderTest.Exporter, 2055, late));
        test.Accept(NetFlowV9(9_000_000, 1_700_009_000, 32, 5, Set(0, Template(256, Bytes, new(ElementId.FlowEndSysUpTime, 4)))));
        Dictionary<string, object> record = test.Single();
        Assert.Equal((55L, 31u, 7UL, 1_699_999_999_000_000_000), (record["time_received_ns"], record["sequence_num"], record["bytes"], record["time_flow_end_ns"]));
    }

    [Fact]
    public void Only_the_sets_of_that_template_and_session_are_read()
    {
        var test = new DecoderUnderTest();
        test.Accept(Ipfix(0, 0, 1, Set(256, new Octets().U32(1).ToArray()), Set(257, new Octets().U32(2).ToArray())));
        test.Accept(Ipfix(0, 0, 2, Set(256, new Octets().U32(3).ToArray())));
        test.Accept(Ipfix(0, 0, 1, Set(2, Template(256, Bytes))));
        test.Accept(Ipfix(0, 0, 1, Set(2, Template(257, Bytes))));
        Assert.Equal([1UL, 2UL], test.Records().Select(record => record["bytes"]));
        Assert.Equal((3, 2), (test.Metrics.CountOf(DecodeStatus.UnknownTemplate), test.Metrics.LateDataSets));
    }

    [Fact]
    public void A_rate_that_waited_is_learnt()
    {
        DecoderUnderTest test = DecoderUnderTest.After(
            Ipfix(0, 0, 1, Set(300, new Octets().U32(1, 100).ToArray())),
            Ipfix(0, 0, 1, Set(3, IpfixOptions(300, 1, new(149, 4), new(34, 4))), Set(2, Template(256, Bytes))),
            Ipfix(0, 0, 1, Set(256, new Octets().U32(1).ToArray())));
        Assert.Equal(100u, test.Single()["sampling_rate"]);
    }

    [Fact]
    public void Neither_one_session_nor_all_of_them_take_more_room_than_they_may()
    {
        var options = new SessionOptions { MaxWaitingOctets = 400, MaxWaitingOctetsPerSession = 150 };
        var test = new DecoderUnderTest(options);
        byte[] set = Set(256, new byte[28]); // 48 octets with its header
        for (uint domain = 1; domain <= 5; domain++)
        {
            for (int i = 0; i < 10; i++) test.Accept(Ipfix((uint)i, 0, domain, set));
        }

        for (uint domain = 1; domain <= 5; domain++) test.Accept(Ipfix(0, 0, domain, Set(2, Template(256, Bytes))));
        Assert.Equal(8, test.Metrics.LateDataSets);
        Assert.Equal(50, test.Metrics.CountOf(DecodeStatus.UnknownTemplate));
    }

    [Fact]
    public void What_waits_too_long_goes()
    {
        var ledger = new TemplateLedger(new SessionOptions { MaxWait = TimeSpan.FromSeconds(10) });
        ledger.Observe(new(0, DecoderUnderTest.Exporter, 1, Ipfix(0, 0, 1, Set(256, new byte[8]))));
        ledger.Observe(new(5_000_000_000, DecoderUnderTest.Exporter, 1, Ipfix(0, 0, 1, Set(257, new byte[8]))));
        ledger.Observe(new(12_000_000_000, DecoderUnderTest.Exporter, 1, Ipfix(0, 0, 2, Set(2, Template(256, Bytes)))));
        ledger.WriteTo(new Nowhere());
        Assert.Equal(1, ledger.WaitingCount);
    }

    [Fact]
    public void Room_is_given_back()
    {
        var test = new DecoderUnderTest(new SessionOptions { MaxWaitingOctets = 100, MaxWaitingOctetsPerSession = 100 });
        for (ushort id = 256; id < 300; id++)
        {
            test.Accept(Ipfix(0, 0, 1, Set(id, new Octets().U32(id).ToArray())));
            test.Accept(Ipfix(0, 0, 1, Set(2, Template(id, Bytes))));
        }

        Assert.Equal(44, test.Records().Count);
    }

    private sealed class Nowhere : IDatagramSink
    {
        public void Accept(in ReceivedDatagram datagram)
        {
        }
    }
}
