using Weir.Collector.Decoding;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Collector.Sessions.Directory;
using Weir.Flows.Batches;
using Weir.Flows.Exporters;
using Weir.Flows.Pipeline;
using Weir.Testing.Messages;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Decoding;

/// <summary>What decoders tell the archive's table of exporters: all that came, once.</summary>
public sealed class ExporterReportingTests
{
    private const long SecondNs = 1_000_000_000;
    private const long BeginNs = 1_700_000_040 * SecondNs; // a minute begins
    private static readonly IpAddress Exporter = IpAddress.FromV4(0xC0000201);
    private static readonly byte[] Flow = Template(256, new(ElementId.SourceIPv4Address, 4), new(ElementId.OctetDeltaCount, 4));

    private readonly Sink _sink = new();
    private readonly ExporterDirectory _directory = new();

    [Fact]
    public void A_segment_tells_a_row_of_each_exporter_protocol_and_domain()
    {
        DatagramDecoder decoder = New();
        byte[] ipfix = Ipfix(1_700_000_041, 0, 7, Set(2, Flow), Set(3, IpfixOptions(300, 1, new(ElementId.IngressInterface, 4), new(ElementId.InterfaceName, 4))), Set(256, new byte[24]));
        byte[] v5 = NetFlowV5(0, 1_700_000_030, 0, 0, 0, 0x4000 | 64, new byte[48], new byte[48]);
        Accept(decoder, 0, ipfix);
        Accept(decoder, 3, v5);
        Accept(decoder, 5, Ipfix(1_700_000_044, 3, 7, Set(256, new byte[8])));
        Accept(decoder, 6, SFlowMessages.Datagram("192.0.2.9", 2, 1, SFlowMessages.FlowSample(1, 5, 100, 5, 6, SFlowMessages.RawHeader(1, 1000, new byte[64]))));
        Assert.Empty(_sink.Rows);
        decoder.Flush();
        Assert.Equal(3, decoder.Metrics.ExporterRecords);
        ExporterRecord first = _sink.Rows[0];
        Assert.Equal((Exporter, 7u, "ipfix", BeginNs, BeginNs + 5 * SecondNs), (first.Exporter, first.ObservationDomainId, first.Protocol.Name, first.TimeFirstNs, first.TimeReceivedNs));
        Assert.Equal((2L, (long)ipfix.Length + 16 + 4 + 8, 4L, 4L, 0L), (first.Messages, first.Octets, first.Records, first.SequenceReceived, first.Lost));
        Assert.Equal((1u, 1u, 0u, 1_700_000_044 * SecondNs, SecondNs), (first.Templates, first.OptionsTemplates, first.SamplingRate, first.ExportTimeNs, first.ClockAheadNs));
        Assert.Equal(("netflow5", 1L, (long)v5.Length, 2L, 64u, -13 * SecondNs), (_sink.Rows[1].Protocol.Name, _sink.Rows[1].Messages, _sink.Rows[1].Octets, _sink.Rows[1].Records, _sink.Rows[1].SamplingRate, _sink.Rows[1].ClockAheadNs));
        Assert.Equal(("sflow", IpAddress.FromV4(0xC0000209), 2u, 1L, 100u, null), (_sink.Rows[2].Protocol.Name, _sink.Rows[2].Exporter, _sink.Rows[2].ObservationDomainId, _sink.Rows[2].Records, _sink.Rows[2].SamplingRate, _sink.Rows[2].ExportTimeNs));
        decoder.Flush();
        Assert.Equal(3, _sink.Rows.Count); // nothing came since
    }

    [Fact]
    public void Each_minute_of_a_long_segment_is_a_row_and_a_message_a_little_late_makes_none()
    {
        DatagramDecoder decoder = New();
        uint sequence = 0;
        foreach (int second in (int[])[0, 59, 61, 58, 119, 125, 3600]) Accept(decoder, second, Ipfix((uint)(1_700_000_040 + second), sequence++, 7, Set(2, Flow), Set(256, new byte[8])));
        decoder.Flush();
        Assert.Equal([(0, 59, 2L), (58, 119, 3L), (125, 125, 1L), (3600, 3600, 1L)], _sink.Rows.Select(static row => ((int)((row.TimeFirstNs - BeginNs) / SecondNs), (int)((row.TimeReceivedNs - BeginNs) / SecondNs), row.Messages)));
        Assert.Equal(7, _sink.Rows.Sum(static row => row.Records));
    }

    [Fact]
    public void A_clock_that_was_set_back_begins_another_row()
    {
        DatagramDecoder decoder = New();
        Accept(decoder, 7200, NetFlowV5(0, 0, 0, 0, 0, 0, new byte[48]));
        Accept(decoder, 0, NetFlowV5(0, 0, 0, 1, 0, 0, new byte[48]));
        decoder.Flush();
        Assert.Equal([BeginNs + 7200 * SecondNs, BeginNs], _sink.Rows.Select(static row => row.TimeReceivedNs));
    }

    [Fact]
    public void What_is_lost_between_segments_is_in_the_later_and_what_comes_late_takes_it_back()
    {
        Segment(Ipfix(0, 0, 7, Set(2, Flow), Set(256, new byte[8])));
        Segment(Ipfix(0, 5, 7, Set(2, Flow), Set(256, new byte[8])));
        Segment(Ipfix(0, 3, 7, Set(2, Flow), Set(256, new byte[8])));
        Segment(Ipfix(0, 2_000_000_000, 7, Set(2, Flow), Set(256, new byte[8])));
        Assert.Equal([(1L, 0L), (1L, 4L), (1L, -1L), (1L, 0L)], _sink.Rows.Select(static row => (row.SequenceReceived, row.Lost)));
        Assert.Equal([0L, 0L, 0L, 1L], _sink.Rows.Select(static row => row.Restarts));
        ExporterLine known = Assert.Single(_directory.Exporters(BeginNs));
        Assert.Equal((known.Lost, known.Received, known.LateMessages, known.Total.Records), (_sink.Rows.Sum(static row => row.Lost), _sink.Rows.Sum(static row => row.SequenceReceived), _sink.Rows.Sum(static row => row.LateMessages), _sink.Rows.Sum(static row => row.Records)));
    }

    [Fact]
    public void Lost_samples_of_sflow_are_told_once()
    {
        for (uint i = 0; i < 3; i++)
            Segment(SFlowMessages.Datagram("192.0.2.9", 0, i + 1, SFlowMessages.FlowSample(1 + 2 * i, 5, 100, 5, 6, SFlowMessages.RawHeader(1, 1000, new byte[64]))));
        Assert.Equal([0L, 1L, 1L], _sink.Rows.Select(static row => row.LostSamples));
    }

    [Fact]
    public void What_waited_for_its_template_is_no_error_in_the_sum()
    {
        DatagramDecoder decoder = New();
        Accept(decoder, 0, Ipfix(0, 0, 7, Set(256, new byte[8]), Set(17, new byte[4])));
        Accept(decoder, 61, Ipfix(0, 1, 7, Set(2, Flow)));
        decoder.Flush();
        Assert.Equal([(2L, 0L), (-1L, 1L)], _sink.Rows.Select(static row => (row.DecodeErrors, row.Records)));
    }

    [Fact]
    public void Sessions_that_end_or_give_way_within_a_segment_are_told_before_they_go()
    {
        DatagramDecoder decoder = New(new() { MaxSessions = 1 });
        byte[] message = Ipfix(0, 0, 7, Set(2, Flow), Set(256, new byte[16]));
        decoder.Accept(new(BeginNs, Exporter, 40_000, message, MessageOrigin.Stream));
        decoder.Accept(new(BeginNs + SecondNs, Exporter, 40_000, [], MessageOrigin.StreamEnd));
        Assert.Equal((2L, 1u), Assert.Single(_sink.Rows) is var row ? (row.Records, row.Templates) : default);
        Accept(decoder, 2, message);
        decoder.Accept(new(BeginNs + 3 * 3600 * SecondNs, IpAddress.FromV4(7), 1, message));
        Assert.Equal(2, _sink.Rows.Count);
        decoder.Flush();
        Assert.Equal([Exporter, Exporter, IpAddress.FromV4(7)], _sink.Rows.Select(static each => each.Exporter));
        Assert.Equal(decoder.Metrics.DataRecords, _sink.Rows.Sum(static each => each.Records));
    }

    [Fact]
    public void Openings_and_what_has_no_session_are_in_no_row()
    {
        DatagramDecoder decoder = New();
        decoder.AcceptOpening(new(BeginNs, Exporter, 1, Ipfix(0, 0, 7, Set(2, Flow))));
        Accept(decoder, 0, [0, 99, 1]);
        decoder.Flush();
        Assert.Empty(_sink.Rows);
    }

    private DatagramDecoder New(SessionOptions? options = null) => new(_sink, options, directory: _directory);

    private void Segment(byte[] message)
    {
        DatagramDecoder decoder = New();
        Accept(decoder, 0, message);
        decoder.Flush();
        decoder.Remember();
    }

    private static void Accept(DatagramDecoder decoder, int second, byte[] message) => decoder.Accept(new(BeginNs + second * SecondNs, Exporter, 4739, message));

    private sealed class Sink : IFlowSink, IExporterSink
    {
        public List<ExporterRecord> Rows { get; } = [];

        public void Write(FlowBatch batch)
        {
            // The rows are what is looked at.
        }

        public void Write(in ExporterRecord exporter) => Rows.Add(exporter);
    }
}
