using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Collector.Sessions.Directory;
using Weir.Testing.Messages;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;
using static Weir.Collector.Tests.Sessions.Directory.DirectoryUnderTest;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Sessions.Directory;

public sealed class ExporterDirectoryTests
{
    private const uint BeginSeconds = (uint)(BeginNs / SecondNs);
    private static readonly byte[] Flow = Template(256, new(ElementId.IngressInterface, 4), new(ElementId.EgressInterface, 2), new(ElementId.OctetDeltaCount, 4), new(ElementId.FlowEndMilliseconds, 8));

    private static byte[] Record(uint input, int output, uint octets, long endNs = BeginNs) => new Octets().U32(input).U16(output).U32(octets).U64((ulong)(endNs / 1_000_000)).ToArray();

    private static byte[] Data(uint sequence, params ReadOnlySpan<byte[]> records) => Ipfix(BeginSeconds, sequence, 7, Set(256, records));

    [Fact]
    public void An_exporter_is_found_with_its_protocol_domain_traffic_and_times()
    {
        var test = new DirectoryUnderTest();
        byte[] first = Ipfix(BeginSeconds, 0, 7, Set(2, Flow), Set(256, Record(1, 2, 100), Record(1, 3, 50)));
        byte[] second = Data(2, Record(1, 2, 7));
        test.Segment(first, second);
        ExporterLine line = test.Single;
        Assert.Equal((new SessionKey(Exporter, 10, 7), (ushort)4739), (line.Key, line.Port));
        Assert.Equal((BeginNs, BeginNs + SecondNs / 1000), (line.FirstHeardNs, line.LastHeardNs));
        Assert.Equal(new Traffic(2, first.Length + second.Length, 3), line.Total);
        Assert.Equal((1, 0, 3), (line.Templates, line.OptionsTemplates, line.Interfaces));
        Assert.Equal((3L, 0L), (line.Received, line.Lost));
    }

    [Fact]
    public void A_segment_that_failed_and_is_decoded_again_counts_once()
    {
        var test = new DirectoryUnderTest();
        byte[] first = Ipfix(BeginSeconds, 0, 7, Set(2, Flow), Set(256, Record(1, 2, 100)));
        test.Segment(first);
        test.Fail(Data(1, Record(1, 2, 1)));
        test.Segment(Data(1, Record(1, 2, 1)));
        Assert.Equal((2L, 2L, 0L, 0L), (test.Single.Total.Datagrams, test.Single.Received, test.Single.Lost, test.Single.LateMessages));
    }

    [Fact]
    public void What_is_lost_or_late_between_two_segments_is_seen()
    {
        var test = new DirectoryUnderTest();
        test.Segment(Ipfix(BeginSeconds, 0, 7, Set(2, Flow), Set(256, Record(1, 2, 1))));
        test.Segment(Data(5, Record(1, 2, 1)));
        Assert.Equal((4L, 2L, 4.0 / 6), (test.Single.Lost, test.Single.Received, test.Single.LossRatio));
        test.Segment(Data(3, Record(1, 2, 1)));
        Assert.Equal((3L, 3L, 1L, 0L), (test.Single.Lost, test.Single.Received, test.Single.LateMessages, test.Single.Repeated));
        test.Segment(Data(2_000_000_000, Record(1, 2, 1)));
        Assert.Equal((3L, 1L), (test.Single.Lost, test.Single.Restarts));
    }

    [Fact]
    public void Messages_of_netflow_v9_are_counted_over_segments_though_openings_bear_numbers_too()
    {
        var test = new DirectoryUnderTest();
        test.Segment(NetFlowV9(0, BeginSeconds, 10, 1, Set(0, Flow)));
        for (uint i = 11; i < 15; i++) test.Segment(NetFlowV9(0, BeginSeconds, i, 1, Set(256, Record(1, 2, 3))));
        test.Segment(NetFlowV9(0, BeginSeconds, 17, 1, Set(256, Record(1, 2, 3))));
        Assert.Equal((6L, 2L, 0L), (test.Single.Received, test.Single.Lost, test.Single.LateMessages));
    }

    [Fact]
    public void Rates_are_of_the_last_minute_and_fall_to_nothing_when_nothing_comes()
    {
        var test = new DirectoryUnderTest();
        test.Segment(Ipfix(BeginSeconds, 0, 7, Set(2, Flow), Set(256, Record(1, 2, 1))));
        test.NowNs = BeginNs + 30 * SecondNs;
        test.Segment(Data(1, Record(1, 2, 1)));
        Assert.Equal((2L, 2L), (test.Single.LastMinute.Datagrams, test.Single.LastMinute.Records));
        test.NowNs = BeginNs + 70 * SecondNs;
        test.Segment(Data(2, Record(1, 2, 1)));
        Assert.Equal(2L, test.Single.LastMinute.Datagrams);
        test.NowNs = BeginNs + 600 * SecondNs;
        Assert.Equal((0L, 3L), (test.Single.LastMinute.Datagrams, test.Single.Total.Datagrams));
    }

    [Fact]
    public void A_clock_that_is_ahead_is_told_by_the_message_with_the_shortest_way()
    {
        var test = new DirectoryUnderTest();
        long endNs = BeginNs + 60 * SecondNs - 3 * SecondNs; // ended three seconds ago by a clock that is a minute ahead
        test.Segment(Ipfix(BeginSeconds + 60, 0, 7, Set(2, Flow), Set(256, Record(1, 2, 1, endNs))), Ipfix(BeginSeconds + 58, 1, 7, Set(256, Record(1, 2, 1, endNs))));
        Assert.Equal(60 * SecondNs, test.Single.ClockAheadNs);
        Assert.Equal(2 * SecondNs, test.Single.DelayNs); // three and one, by the exporter's own clock
    }

    [Fact]
    public void Interfaces_are_found_in_records_and_named_by_options_of_both_protocols()
    {
        var test = new DirectoryUnderTest();
        byte[] names = IpfixOptions(300, 1, new(ElementId.IngressInterface, 4), new(ElementId.InterfaceName, FieldSpecifier.VariableLength), new(ElementId.InterfaceDescription, 8));
        byte[] name = new Octets().U32(1).U8(4).Raw("eth\u0007"u8.ToArray()).Raw("uplink\0\0"u8.ToArray()).ToArray();
        test.Segment(Ipfix(BeginSeconds, 0, 7, Set(2, Flow), Set(3, names), Set(256, Record(1, 2, 100), Record(1, 0, 50)), Set(300, name)));
        test.Segment(NetFlowV9(0, BeginSeconds, 1, 1, Set(0, Flow), Set(1, V9Options(301, 1, new(2, 4), new(ElementId.InterfaceName, 6))), Set(256, Record(9, 2, 5)), Set(301, new Octets().U32(2).Raw("ge-0/1"u8.ToArray()).ToArray())));
        InterfaceLine[] lines = [.. test.Directory.Interfaces(Exporter)];
        Assert.Equal([1u, 2u, 9u], lines.Select(line => line.Traffic.Index));
        Assert.Equal([("eth\uFFFD", "uplink"), ("ge-0/1", ""), ("", "")], lines.Select(line => (line.Name.Name, line.Name.Description)));
        Assert.Equal(new InterfaceTraffic { Index = 1, InRecords = 2, InOctets = 150 }, lines[0].Traffic);
        Assert.Equal(new InterfaceTraffic { Index = 2, OutRecords = 2, OutOctets = 105 }, lines[1].Traffic);
        Assert.Empty(test.Directory.Interfaces(IpAddress.FromV4(1)));
    }

    [Fact]
    public void Templates_have_their_fields_and_age_and_go_when_replaced()
    {
        var test = new DirectoryUnderTest();
        test.Segment(Ipfix(BeginSeconds, 0, 7, Set(2, Flow)));
        test.NowNs = BeginNs + 10 * SecondNs;
        test.Segment(Data(0, Record(1, 2, 1)));
        TemplateLine known = Assert.Single(test.Directory.Templates());
        Assert.Equal((BeginNs, BeginNs), (known.FirstToldNs, known.LastToldNs));
        Assert.Equal(["ingressInterface", "egressInterface", "octetDeltaCount", "flowEndMilliseconds"], known.FieldNames);
        test.NowNs = BeginNs + 20 * SecondNs;
        test.Segment(Ipfix(BeginSeconds, 1, 7, Set(2, Flow)));
        Assert.Equal((BeginNs, BeginNs + 20 * SecondNs), Assert.Single(test.Directory.Templates()) is var told ? (told.FirstToldNs, told.LastToldNs) : default);
        test.NowNs = BeginNs + 30 * SecondNs;
        test.Segment(Ipfix(BeginSeconds, 1, 7, Set(2, Template(256, new FieldSpecifier(1, 4)))));
        Assert.Equal((1, BeginNs + 30 * SecondNs), Assert.Single(test.Directory.Templates()) is var other ? (other.Record.Fields.Length, other.FirstToldNs) : default);
    }

    [Fact]
    public void What_could_not_be_decoded_is_counted_by_reason_and_what_only_waited_is_not()
    {
        var test = new DirectoryUnderTest();
        test.Segment(Ipfix(BeginSeconds, 0, 7, Set(256, Record(1, 2, 1)), Set(300, new byte[8]), Set(17, new byte[4])), Ipfix(BeginSeconds, 0, 7, Set(2, Flow)));
        DecodeFaults faults = test.Single.Faults;
        Assert.Equal((1L, 1L, 2L), (faults.CountOf(DecodeStatus.UnknownTemplate), faults.CountOf(DecodeStatus.ReservedSetId), faults.Total));
        test.Segment(Ipfix(BeginSeconds, 1, 7, Set(17, new byte[4])));
        Assert.Equal((2L, 3L), (test.Single.Faults.CountOf(DecodeStatus.ReservedSetId), test.Single.Faults.Total));
        Assert.Equal(2L, faults.Total);
    }

    [Fact]
    public void Faults_of_records_without_templates_are_their_exporters_and_what_has_no_header_is_nobodys()
    {
        var test = new DirectoryUnderTest();
        byte[] cut = NetFlowV5(0, BeginSeconds, 0, 0, 0, 0, new byte[48])[..60];
        test.Segment(cut, [0, 99, 1], [0]);
        Assert.Equal((1L, 1L), (test.Single.Faults.Total, test.Single.Total.Datagrams));
    }

    [Fact]
    public void The_losses_of_sflow_sources_are_seen_over_segments()
    {
        var test = new DirectoryUnderTest();
        byte[] frame = new byte[64];
        for (uint i = 0; i < 3; i++)
            test.Segment(SFlowMessages.Datagram("192.0.2.9", 0, i + 1, SFlowMessages.FlowSample(1 + 2 * i, 5, 100, 5, 6, SFlowMessages.RawHeader(1, 1000, frame))));
        ExporterLine line = test.Single;
        Assert.Equal((new SessionKey(IpAddress.FromV4(0xC0000209), SessionKey.SFlow, 0), 0L, 2L), (line.Key, line.Lost, line.LostSamples));
        Assert.Equal((100u, SamplingOrigin.Sample, null), (line.SamplingRate, line.SamplingOrigin, line.ClockAheadNs));
        Assert.Equal([(5u, 3000L, 0L), (6u, 0L, 3000L)], test.Directory.Interfaces().Select(each => (each.Traffic.Index, each.Traffic.InOctets, each.Traffic.OutOctets)));
    }

    [Fact]
    public void Sampling_rates_come_with_who_told_them()
    {
        var test = new DirectoryUnderTest();
        test.Segment(NetFlowV5(0, BeginSeconds, 0, 0, 0, 0x4000 | 64, new byte[48]));
        Assert.Equal((64u, SamplingOrigin.Header), (test.Single.SamplingRate, test.Single.SamplingOrigin));
        var told = new DirectoryUnderTest();
        told.Segment(NetFlowV9(0, BeginSeconds, 1, 1, Set(0, Flow), Set(1, V9Options(257, 1, new(1, 4), new(34, 4))), Set(257, new Octets().U32(0, 500).ToArray()), Set(256, Record(1, 2, 3))));
        Assert.Equal((500u, SamplingOrigin.Options), (told.Single.SamplingRate, told.Single.SamplingOrigin));
        var configured = new DirectoryUnderTest(sessions: new() { SamplingOverrides = [new(Exporter, null, 9)] });
        configured.Segment(NetFlowV5(0, BeginSeconds, 0, 0, 0, 0x4000 | 64, new byte[48]));
        Assert.Equal((9u, SamplingOrigin.Override), (configured.Single.SamplingRate, configured.Single.SamplingOrigin));
        var silent = new DirectoryUnderTest();
        silent.Segment(Ipfix(BeginSeconds, 0, 7, Set(2, Flow), Set(256, Record(1, 2, 1))));
        Assert.Equal((0u, SamplingOrigin.Unknown), (silent.Single.SamplingRate, silent.Single.SamplingOrigin));
    }

    [Fact]
    public void Exporters_and_interfaces_beyond_the_bounds_are_counted()
    {
        var test = new DirectoryUnderTest(new() { MaxSessions = 2, MaxInterfacesPerExporter = 3, IdleAfter = TimeSpan.FromMinutes(1) });
        for (uint i = 1; i <= 3; i++) test.Segment(IpAddress.FromV4(i), Ipfix(BeginSeconds, 0, 7, Set(2, Flow)));
        Assert.Equal((2, 1L), (test.Directory.Count, test.Directory.SessionsRefused.Value));
        test.Segment(IpAddress.FromV4(1), Data(0, Record(1, 2, 1), Record(3, 4, 1)));
        Assert.Equal((3, 1L), (test.Directory.Interfaces().Count, test.Directory.InterfacesRefused.Value));
    }

    [Fact]
    public void Who_was_idle_gives_way_to_who_is_new()
    {
        var directory = new ExporterDirectory(new() { MaxSessions = 1, IdleAfter = TimeSpan.FromMinutes(1) });
        foreach ((uint exporter, long seconds) in ((uint, long)[])[(1, 0), (2, 30), (3, 100)])
        {
            var decoder = new Collector.Decoding.DatagramDecoder(new FlowCollector(), directory: directory);
            decoder.Accept(new(BeginNs + seconds * SecondNs, IpAddress.FromV4(exporter), 1, NetFlowV5(0, 0, 0, 0, 0, 0, new byte[48])));
            decoder.Remember();
        }

        Assert.Equal([IpAddress.FromV4(3)], directory.Exporters(BeginNs).Select(line => line.Key.ExporterAddress));
        Assert.Equal(1L, directory.SessionsRefused.Value);
    }
}
