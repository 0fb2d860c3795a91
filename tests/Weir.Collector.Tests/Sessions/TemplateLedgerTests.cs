using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Collector.Tests.Decoding;
using Weir.Testing.Messages;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Sessions;

public sealed class TemplateLedgerTests
{
    private static readonly IpAddress Exporter = DecoderUnderTest.Exporter;
    private static readonly FieldSpecifier Port = new(ElementId.SourceTransportPort, 2);

    private readonly TemplateLedger _ledger = new(new SessionOptions { AcceptWithdrawals = true });

    [Fact]
    public void Data_decodes_behind_the_opening_alone()
    {
        Observe(
            Ipfix(0, 0, 7, Set(2, Template(256, Port)), Set(3, IpfixOptions(300, 1, new(149, 4), new(41, 8)))),
            NetFlowV9(0, 0, 20, 8, Set(0, Template(256, new FieldSpecifier(ElementId.OctetDeltaCount, 4))), Set(1, V9Options(257, 1, new(1, 4), new(34, 4)))));
        DecoderUnderTest test = DecoderUnderTest.After([.. Opening()]);
        Assert.Equal((4L, 0), (test.Metrics.TemplateChanges, test.Records().Count));

        test.Accept(Ipfix(0, 0, 7, Set(256, [0, 9]), Set(300, new byte[12])));
        test.Accept(NetFlowV9(0, 0, 21, 8, Set(256, [0, 0, 0, 5]), Set(257, new byte[8])));
        List<Dictionary<string, object>> records = test.Records();
        Assert.Equal(((ushort)9, 5UL, 2L), ((ushort)records[0]["src_port"], (ulong)records[1]["bytes"], test.Metrics.OptionsRecords));
        Assert.All(test.Decoder.Sessions.All, session => Assert.Equal((0L, 0L), (session.Sequence.Lost, session.Sequence.LateMessages)));
    }

    [Fact]
    public void Only_templates_in_force_are_written()
    {
        Observe(
            Ipfix(0, 0, 7, Set(2, Template(256, Port), Template(257, Port))),
            Ipfix(0, 0, 7, Set(2, Template(256, Port, Port))),
            Ipfix(0, 0, 7, Set(2, new Octets().U16(257, 0).ToArray())));
        byte[] opening = Assert.Single(Opening());
        Assert.Equal(Ipfix(1, 0, 7, Set(2, Template(256, Port, Port))), opening);
    }

    [Fact]
    public void Many_templates_go_into_messages_of_usual_size_and_one_long_template_goes_alone()
    {
        FieldSpecifier[] many = [.. Enumerable.Repeat(Port, 500)];
        for (int id = 256; id < 456; id++) Observe(NetFlowV9(0, 0, (uint)id, 8, Set(0, Template(id, id == 300 ? many : [Port, Port, Port]))));
        List<byte[]> opening = Opening();
        Assert.Single(opening, message => message.Length > 1400);
        Assert.InRange(opening.Count, 3, 6);
        DecoderUnderTest test = DecoderUnderTest.After([.. opening]);
        Assert.Equal(200, test.Metrics.TemplateChanges);
        Assert.Equal((0L, 0L), (test.Decoder.Sessions.All[0].Sequence.Lost, test.Decoder.Sessions.All[0].Sequence.LateMessages));
        test.Accept(NetFlowV9(0, 0, 456, 8));
        Assert.Equal(0, test.Decoder.Sessions.All[0].Sequence.Lost);
    }

    [Fact]
    public void Sessions_without_templates_open_with_nothing()
    {
        Observe(NetFlowV5(0, 0, 0, 0, 0, 0, new byte[48]), Ipfix(0, 0, 7), [1], [0, 10, 0]);
        Assert.Empty(Opening());
    }

    [Fact]
    public void Options_records_that_tell_sampling_rates_are_part_of_the_opening()
    {
        Observe(
            Ipfix(0, 0, 7, Set(2, Template(256, Port, new(ElementId.SelectorId, 8))), Set(3, IpfixOptions(300, 1, new(ElementId.SelectorId, 8), new(ElementId.SamplingSize, 4), new(ElementId.SamplingPopulation, 4)))),
            Ipfix(0, 0, 7, Set(300, new Octets().U64(9).U32(1, 1000).U64(10).U32(1, 2000).ToArray())),
            Ipfix(0, 2, 7, Set(300, new Octets().U64(10).U32(1, 3000).ToArray())),
            NetFlowV9(0, 0, 20, 8, Set(0, Template(256, Port)), Set(1, V9Options(257, 1, new(1, 4), new(34, 4))), Set(257, new Octets().U32(0, 512).ToArray())));
        var test = new DecoderUnderTest();
        foreach (byte[] message in Opening()) test.Decoder.AcceptOpening(new(1, Exporter, 4739, new Guarded(message).Payload));
        Assert.Equal((0L, 0L, 0L), (test.Metrics.Octets, test.Metrics.OptionsRecords, test.Metrics.TemplateRecords));
        test.Accept(Ipfix(0, 3, 7, Set(256, new Octets().U16(1).U64(9).U16(2).U64(10).ToArray())));
        test.Accept(NetFlowV9(0, 0, 21, 8, Set(256, [0, 3])));
        Assert.Equal([1000u, 3000u, 512u], test.Records().Select(record => record["sampling_rate"]));
        Assert.All(test.Decoder.Sessions.All, session => Assert.Equal((0L, 0L), (session.Sequence.Lost, session.Sequence.LateMessages)));
    }

    [Fact]
    public void Records_of_a_template_that_was_replaced_are_no_longer_part_of_it()
    {
        Observe(
            Ipfix(0, 0, 7, Set(3, IpfixOptions(300, 1, new(149, 4), new(34, 4))), Set(300, new Octets().U32(7, 100).ToArray())),
            Ipfix(0, 1, 7, Set(3, IpfixOptions(300, 1, new(149, 4), new(41, 8)))));
        Assert.Equal(Ipfix(1, 1, 7, Set(3, IpfixOptions(300, 1, new(149, 4), new(41, 8)))), Assert.Single(Opening()));
    }

    [Fact]
    public void Data_sets_wait_in_the_opening_until_their_template_comes()
    {
        byte[] data = Ipfix(5, 6, 7, Set(256, [0, 9]));
        Observe(data, data);
        Assert.Equal(data, Assert.Single(Opening()));
        Assert.Equal(1, _ledger.WaitingCount);
        Observe(Ipfix(5, 7, 7, Set(2, Template(256, Port))));
        Assert.Equal(Ipfix(1, 7, 7, Set(2, Template(256, Port))), Assert.Single(Opening()));
    }

    private void Observe(params ReadOnlySpan<byte[]> messages)
    {
        foreach (byte[] message in messages) _ledger.Observe(new(1_500_000_000, Exporter, 4739, new Guarded(message).Payload));
    }

    private List<byte[]> Opening()
    {
        var segment = new Segment();
        _ledger.WriteTo(segment);
        return segment.Messages;
    }

    private sealed class Segment : IDatagramSink
    {
        public List<byte[]> Messages { get; } = [];

        public void Accept(in ReceivedDatagram datagram)
        {
            Assert.Equal((1_500_000_000, Exporter, (ushort)4739), (datagram.TimeReceivedNs, datagram.ExporterAddress, datagram.ExporterPort));
            Messages.Add(datagram.Payload.ToArray());
        }
    }
}
