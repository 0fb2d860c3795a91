using System.Text;
using Weir.Collector.Decoding;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Collector.Tests.Decoding;
using Weir.Collector.Tests.Sessions.Directory;
using Weir.Testing.Messages;
using Weir.Testing.Packets;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.SFlowMessages;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Sessions.Interfaces;

/// <summary>Records have the names of their interfaces, wherever their exporter told them.</summary>
public sealed class InterfaceNamingTests
{
    private static readonly FieldSpecifier In = new(ElementId.IngressInterface, 4), Out = new(ElementId.EgressInterface, 4);
    private static readonly FieldSpecifier Name = new(ElementId.InterfaceName, 8), Description = new(ElementId.InterfaceDescription, FieldSpecifier.VariableLength);
    private static readonly byte[] Options = Set(3, IpfixOptions(300, 1, In, Name, Description));
    private static readonly byte[] Flow = Set(2, Template(256, In, Out));

    [Fact]
    public void Names_told_by_one_domain_are_those_of_all_and_of_both_directions()
    {
        DecoderUnderTest test = DecoderUnderTest.After(
            Ipfix(0, 0, 7, Options, Set(300, Told(1, "xe-0/0/1", "to the left"), Told(2, "xe-0/0/2", ""))),
            Ipfix(0, 0, 8, Flow, Set(256, new Octets().U32(1, 2, 2, 1, 3, 0).ToArray())));
        Assert.Equal(["xe-0/0/1", "xe-0/0/2", null], Texts(test, "in_if_name"));
        Assert.Equal(["xe-0/0/2", "xe-0/0/1", null], Texts(test, "out_if_name"));
        Assert.Equal(["to the left", null, null], Texts(test, "in_if_description"));
        Assert.Equal([null, "to the left", null], Texts(test, "out_if_description"));
    }

    [Fact]
    public void Each_direction_of_a_biflow_has_the_names_of_its_own_way()
    {
        FieldSpecifier octets = new(ElementId.OctetDeltaCount, 4), back = new(ElementId.OctetDeltaCount, 4, 29305);
        DecoderUnderTest test = DecoderUnderTest.After(
            Ipfix(0, 0, 7, Options, Set(300, Told(1, "left", ""), Told(2, "right", ""))),
            Ipfix(0, 0, 7, Set(2, Template(257, In, Out, octets, back)), Set(257, new Octets().U32(1, 2, 100, 200).ToArray())));
        Assert.Equal([("left", "right"), ("right", "left")], test.Records().Select(static record => ((string)record["in_if_name"], (string)record["out_if_name"])));
    }

    [Fact]
    public void The_port_names_of_sFlow_name_the_samples_of_later_segments()
    {
        byte[] header = RawHeader(1, 60, FrameBuilder.Ethernet().Ipv4("192.0.2.7", "198.51.100.8").Tcp(1, 2).Build());
        byte[] counters = CounterSample(1, 5, Structure(1005, new Octets().U32(4).Text("eth5").ToArray()), Structure(1005, new Octets().U32(900).Text("lies").ToArray()));
        var test = new DirectoryUnderTest();
        test.Segment(Datagram("192.0.2.9", 0, 1, counters));
        test.Segment(Datagram("192.0.2.9", 0, 2, FlowSample(1, 5, 10, 5, 6, header)));
        Dictionary<string, object> sample = Assert.Single(test.Records);
        Assert.Equal("eth5", sample["in_if_name"]);
        Assert.False(sample.ContainsKey("out_if_name"));
    }

    [Fact]
    public void A_new_name_holds_from_when_it_is_told_and_is_remembered_beyond_the_segment()
    {
        var test = new DirectoryUnderTest();
        test.Segment(Ipfix(0, 0, 7, Options, Flow, Set(300, Told(1, "old", "a port"))));
        test.Segment(Ipfix(0, 0, 7, Set(256, new Octets().U32(1, 0).ToArray())));
        test.Segment(Ipfix(0, 1, 7, Set(300, Told(1, "new", ""))));
        test.Segment(Ipfix(0, 1, 7, Set(256, new Octets().U32(1, 0).ToArray())));
        Assert.Equal([("old", "a port"), ("new", "a port")], test.Records.Select(static record => ((string)record["in_if_name"], (string)record["in_if_description"])));
    }

    [Fact]
    public void Later_segments_open_with_names_until_their_template_is_another()
    {
        byte[] told = Ipfix(0, 0, 7, Options, Flow, Set(300, Told(1, "xe-0/0/1", "x")));
        var test = new DecoderUnderTest();
        foreach (byte[] message in OpeningAfter(told)) test.Decoder.AcceptOpening(new(1, DecoderUnderTest.Exporter, 4739, message));
        test.Accept(Ipfix(0, 1, 7, Set(256, new Octets().U32(1, 0).ToArray())));
        Assert.Equal("xe-0/0/1", test.Single()["in_if_name"]);
        Assert.Equal((0L, 0L), (test.Metrics.OptionsRecords, test.Metrics.TemplateRecords));
        byte[][] replaced = OpeningAfter(told, Ipfix(0, 1, 7, Set(3, IpfixOptions(300, 1, In, Name))));
        Assert.DoesNotContain(replaced, static message => message.AsSpan().IndexOf("xe-0/0/1"u8) >= 0);
    }

    [Fact]
    public void A_flood_of_names_is_bounded_by_exporter_and_by_octets()
    {
        var test = new DirectoryUnderTest(sessions: new() { MaxInterfaceNamesPerExporter = 10, MaxInterfaceNameOctets = 15 * 8 });
        foreach (uint exporter in (uint[])[1, 2])
        {
            test.Segment(IpAddress.FromV4(exporter), Ipfix(0, 0, 7, Options, Set(300, [.. Enumerable.Range(1, 20).SelectMany(static index => Told((uint)index, "flooding", ""))])));
            Assert.Equal(10, test.Directory.Interfaces(IpAddress.FromV4(exporter)).Count); // a table of its own in each segment
        }

        Assert.Equal(20, test.Directory.InterfacesRefused.Value);
        var decoder = new DecoderUnderTest(new() { MaxInterfaceNameOctets = 15 * 8 });
        decoder.Accept(Ipfix(0, 0, 7, Options, Set(300, [.. Enumerable.Range(1, 20).SelectMany(static index => Told((uint)index, "flooding", ""))])));
        Assert.Equal(15, decoder.Decoder.Sessions.FindInterfaceNames(DecoderUnderTest.Exporter)!.Told.Count());
    }

    private static byte[] Told(uint index, string name, string description)
    {
        byte[] padded = new byte[8];
        Encoding.UTF8.GetBytes(name, padded);
        return new Octets().U32(index).Raw(padded).U8((byte)description.Length).Text(description).ToArray();
    }

    private static IEnumerable<object?> Texts(DecoderUnderTest test, string column) => test.Records().Select(record => record.GetValueOrDefault(column));

    private static byte[][] OpeningAfter(params ReadOnlySpan<byte[]> messages)
    {
        var ledger = new TemplateLedger(new());
        foreach (byte[] message in messages) ledger.Observe(new(1, DecoderUnderTest.Exporter, 4739, message));
        var opening = new Kept();
        ledger.WriteTo(opening);
        return [.. opening.Messages];
    }

    private sealed class Kept : IDatagramSink
    {
        public List<byte[]> Messages { get; } = [];

        public void Accept(in ReceivedDatagram datagram) => Messages.Add(datagram.Payload.ToArray());
    }
}
