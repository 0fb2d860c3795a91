using System.Buffers.Binary;
using System.Text;
using Weir.Collector.Decoding;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Collector.Sessions.Directory;
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stream_that_names_its_interfaces_and_ends_has_named_records_and_is_known_to_the_directory(bool hasDirectory)
    {
        ExporterDirectory? directory = hasDirectory ? new() : null;
        var sink = new FlowCollector();
        var decoder = new DatagramDecoder(sink, directory: directory);
        decoder.Accept(Streamed(Ipfix(0, 0, 7, Options, Flow, Set(300, Told(1, "uplink", "to the left")), Set(256, new Octets().U32(1, 2).ToArray()))));
        decoder.Accept(Streamed([], MessageOrigin.StreamEnd));
        Assert.Equal(hasDirectory, decoder.Sessions.FindInterfaceNames(DecoderUnderTest.Exporter) is not null);
        decoder.Accept(Streamed(Ipfix(0, 0, 7, Flow, Set(256, new Octets().U32(1, 2).ToArray())), port: 40_002));
        decoder.Flush();
        decoder.Remember();
        Assert.Equal(hasDirectory ? ["uplink", "uplink"] : ["uplink", null], sink.Records.Select(static record => record.GetValueOrDefault("in_if_name")));
        if (directory is null) return;
        InterfaceLine[] known = [.. directory.Interfaces()];
        Assert.Equal([(1u, "uplink"), (2u, "")], known.Select(static line => (line.Traffic.Index, line.Name.Name)));
        Assert.Equal(DecoderUnderTest.ReceivedNs, known[0].LastHeardNs);
    }

    [Fact]
    public void Names_that_only_earlier_segments_told_hold_until_the_end_of_the_stream_too()
    {
        var directory = new ExporterDirectory();
        var sink = new FlowCollector();
        var first = new DatagramDecoder(sink, directory: directory);
        first.Accept(Streamed(Ipfix(0, 0, 7, Options, Set(300, Told(1, "uplink", "")))));
        first.Remember();
        var second = new DatagramDecoder(sink, directory: directory);
        second.Accept(Streamed(Ipfix(0, 0, 7, Flow, Set(256, new Octets().U32(1, 2).ToArray()))));
        second.Accept(Streamed([], MessageOrigin.StreamEnd));
        second.Flush();
        Assert.Equal("uplink", Assert.Single(sink.Records)["in_if_name"]);
    }

    [Fact]
    public void Names_of_streams_that_ended_are_kept_to_a_bound_and_their_records_are_named_all_the_same()
    {
        var sink = new FlowCollector();
        var decoder = new DatagramDecoder(sink, new() { MaxSessions = 2 }, directory: new());
        for (uint i = 1; i <= 9; i++)
        {
            decoder.Accept(Streamed(Ipfix(0, 0, 7, Options, Flow, Set(300, Told(1, $"port {i}", "")), Set(256, new Octets().U32(1, 2).ToArray())), exporter: i));
            decoder.Accept(Streamed([], MessageOrigin.StreamEnd, exporter: i));
        }

        decoder.Flush();
        Assert.Equal(4, Enumerable.Range(1, 9).Count(i => decoder.Sessions.FindInterfaceNames(IpAddress.FromV4((uint)i)) is not null));
        Assert.Equal(Enumerable.Range(1, 9).Select(static i => $"port {i}"), sink.Records.Select(static record => record["in_if_name"]));
    }

    [Fact]
    public void Names_cost_the_directory_once_for_an_exporter_of_many_domains()
    {
        const int Names = 30, Room = 10;
        var test = new DirectoryUnderTest(new() { MaxInterfacesPerExporter = Room });
        byte[] names = Ipfix(0, 0, 0, Options, Set(300, [.. Enumerable.Range(1, Names).SelectMany(static index => Told((uint)index, "a", ""))]));
        test.Segment([names, .. Enumerable.Range(1, 50).Select(static domain => Ipfix(0, 0, (uint)domain, Flow))]);
        Assert.Equal((51, Room, Names - Room), (test.Directory.Count, test.Directory.Interfaces().Count, test.Directory.InterfacesRefused.Value));
    }

    [Fact]
    public void A_segment_opens_with_each_name_once_under_whoever_told_it_last()
    {
        byte[] told = Set(300, Told(1, "xe-0/0/1", "x"));
        byte[] other = Set(300, Told(2, "xe-0/0/2", "y"));
        byte[] again = Ipfix(0, 1, 8, Set(300, Told(2, "xe-0/0/9", "y")));
        byte[][] opening = OpeningAfter(Ipfix(0, 0, 7, Options, told, other), Ipfix(0, 0, 8, Options, told), again);
        Assert.Equal([(7u, false, false), (8u, true, true)], opening.Select(static message => (
            BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(12)), message.AsSpan().IndexOf("xe-0/0/1"u8) >= 0, message.AsSpan().IndexOf("xe-0/0/9"u8) >= 0)));
    }

    private static ReceivedDatagram Streamed(byte[] message, MessageOrigin origin = MessageOrigin.Stream, ushort port = 40_001, uint exporter = 0xC0000201) =>
        new(DecoderUnderTest.ReceivedNs, IpAddress.FromV4(exporter), port, message, origin);

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
