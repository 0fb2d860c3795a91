using Weir.Collector.Decoding;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Testing.Messages;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Sessions;

/// <summary>Templates that say the same share what is made of them, and nothing else.</summary>
public sealed class TemplateShapesTests
{
    private static readonly FieldSpecifier Bytes = new(ElementId.OctetDeltaCount, 4), Packets = new(ElementId.PacketDeltaCount, 4);
    private static readonly IpAddress One = IpAddress.FromV4(1), Other = IpAddress.FromV4(2);

    private readonly TemplateShapes _shapes = new();
    private readonly FlowCollector _sink = new();

    [Fact]
    public void Exporters_ids_and_segments_share_what_equal_templates_are_made_into()
    {
        DatagramDecoder first = Decoder(), second = Decoder();
        Accept(first, One, Ipfix(0, 0, 7, Set(2, Template(256, Bytes, Packets), Template(300, Bytes, Packets))));
        Accept(second, Other, Ipfix(0, 0, 8, Set(2, Template(999, Bytes, Packets))));
        TemplateShape?[] shapes = [.. Session(first).Templates.All.Select(static template => template.Shape), Session(second).Templates.Find(999)];
        Assert.Equal(3, shapes.Length);
        Assert.All(shapes, shape => Assert.Same(shapes[0]!.Plan, shape!.Plan));
        Assert.Equal(1, _shapes.Count);
        second.Flush();
        Assert.Equal((1, 0L), (second.Metrics.TemplateShapes, second.Metrics.TemplateShapesLetGo));
    }

    [Fact]
    public void A_protocol_a_kind_and_a_length_make_another_shape_of_the_same_octets()
    {
        FieldSpecifier upTime = new(ElementId.FlowEndSysUpTime, 4);
        DatagramDecoder decoder = Decoder();
        Accept(decoder, One, Ipfix(0, 0, 7, Set(2, Template(256, upTime)), Set(256, new Octets().U32(1000).ToArray())));
        Accept(decoder, One, NetFlowV9(5000, 100, 0, 7, Set(0, Template(256, upTime)), Set(256, new Octets().U32(1000).ToArray())));
        Accept(decoder, One, Ipfix(0, 1, 7, Set(3, IpfixOptions(257, 1, upTime)), Set(2, Template(258, new FieldSpecifier(ElementId.FlowEndSysUpTime, 2)))));
        decoder.Flush();
        Assert.Equal(4, _shapes.Count);
        Assert.Equal([null, 96_000_000_000L], _sink.Records.Select(static record => record.GetValueOrDefault("time_flow_end_ns")));
    }

    [Fact]
    public void A_redefinition_changes_the_template_of_one_session_alone()
    {
        DatagramDecoder decoder = Decoder();
        foreach (IpAddress exporter in (IpAddress[])[One, Other]) Accept(decoder, exporter, Ipfix(0, 0, 7, Set(2, Template(256, Bytes, Packets))));
        Accept(decoder, One, Ipfix(0, 0, 7, Set(2, Template(256, Packets, Bytes))));
        foreach (IpAddress exporter in (IpAddress[])[One, Other]) Accept(decoder, exporter, Ipfix(0, 0, 7, Set(256, new Octets().U32(3, 5).ToArray())));
        decoder.Flush();
        Assert.Equal([(5UL, 3UL), (3UL, 5UL)], _sink.Records.Select(static record => ((ulong)record["bytes"], (ulong)record["packets"])));
    }

    [Fact]
    public void Options_of_equal_templates_are_told_to_the_session_they_came_in_and_open_segments_under_their_own_id()
    {
        static byte[] Rate(int id, uint rate) => Ipfix(0, 0, 7, Set(3, IpfixOptions(id, 1, new(ElementId.ObservationDomainId, 4), new(ElementId.SamplingInterval, 4))), Set(id, new Octets().U32(7, rate).ToArray()));
        byte[] data = Ipfix(0, 0, 7, Set(2, Template(256, Bytes)), Set(256, new byte[4]));
        var ledger = new TemplateLedger(new());
        ledger.Observe(new(1, One, 1, Rate(400, 10)));
        ledger.Observe(new(1, Other, 1, Rate(500, 20)));
        DatagramDecoder decoder = Decoder();
        ledger.WriteTo(new Opening(decoder));
        foreach (IpAddress exporter in (IpAddress[])[One, Other]) Accept(decoder, exporter, data);
        decoder.Flush();
        Assert.Equal([10u, 20u], _sink.Records.Select(static record => record["sampling_rate"]));
        Assert.Equal([400, 500], decoder.Sessions.All.SelectMany(static session => session.Templates.All).Where(static template => template.Shape.IsOptions).Select(static template => (int)template.TemplateId));
    }

    [Fact]
    public void Too_many_are_all_let_go_and_templates_in_force_keep_theirs()
    {
        var few = new TemplateShapes(10 * 128);
        var decoder = new DatagramDecoder(_sink, shapes: few);
        Accept(decoder, One, Ipfix(0, 0, 7, Set(2, Template(256, Bytes, Packets))));
        TemplateShape? first = Session(decoder).Templates.Find(256);
        for (ushort length = 1; length <= 100; length++) Accept(decoder, One, Ipfix(0, 0, 7, Set(2, Template(256 + length, new FieldSpecifier(ElementId.PaddingOctets, length)))));
        Assert.InRange(few.Count, 1, 10);
        Assert.Equal(10L, few.LetGo);
        Assert.Same(first, Session(decoder).Templates.Find(256));
        Accept(decoder, One, Ipfix(0, 0, 7, Set(256, new Octets().U32(3, 5).ToArray())));
        decoder.Flush();
        Assert.Equal(3UL, Assert.Single(_sink.Records)["bytes"]);
    }

    [Fact]
    public void A_template_that_was_told_before_allocates_no_fields_in_a_new_segment()
    {
        byte[] templates = Ipfix(0, 0, 7, Set(2, [.. Enumerable.Range(256, 100).Select(static id => Template(id, [.. Enumerable.Repeat(Bytes, 8)]))]));
        long Allocated(TemplateShapes shapes)
        {
            var decoder = new DatagramDecoder(_sink, shapes: shapes);
            Accept(decoder, One, Ipfix(0, 0, 7));
            long before = GC.GetAllocatedBytesForCurrentThread();
            Accept(decoder, One, templates);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated(_shapes);
        // A place of 36 octets in the session's table, which grew to twice what there is, and what it left behind then.
        Assert.InRange(Allocated(_shapes) / 100, 36, 200);
    }

    private static ExporterSession Session(DatagramDecoder decoder) => Assert.Single(decoder.Sessions.All);

    private static void Accept(DatagramDecoder decoder, IpAddress exporter, byte[] message) => decoder.Accept(new(1, exporter, 1, message));

    private DatagramDecoder Decoder() => new(_sink, shapes: _shapes);

    private sealed class Opening(DatagramDecoder decoder) : IDatagramSink
    {
        public void Accept(in ReceivedDatagram datagram) => decoder.AcceptOpening(datagram);
    }
}
