using Weir.Collector.Decoding;
using Weir.Collector.Listening;
using Weir.Collector.Sessions.Directory;
using Weir.Testing.Messages;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using static Weir.Collector.Tests.Sessions.Directory.DirectoryUnderTest;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Sessions.Directory;

/// <summary>Exporters by TCP and TLS, whose streams end and begin again under other ports.</summary>
public sealed class EndedStreamTests
{
    private static readonly byte[] Flow = Template(256, new(ElementId.IngressInterface, 4), new(ElementId.OctetDeltaCount, 4));

    private readonly ExporterDirectory _directory = new();

    [Fact]
    public void A_stream_is_a_line_of_its_own_that_stays_with_its_last_figures_when_it_ends()
    {
        Segment(_directory, 0, (0, Message(0, 1)), (40_000, Message(0, 1)), (50_000, Message(0, 1, domain: 8)));
        Assert.Equal([0, 40_000, 50_000], Lines().Select(static line => (int)line.Key.StreamPort).Order());
        Assert.All(Lines(), static line => Assert.Equal((0L, 0L, false, 1), (line.Lost, line.Restarts, line.IsEnded, line.Templates)));
        Segment(_directory, 1, (40_000, Message(3, 8)), (40_000, null), (50_000, null));
        ExporterLine[] ended = [.. Lines().Where(static line => line.IsEnded)];
        Assert.Equal([(7u, 2L, 2L, 0), (8u, 1L, 0L, 0)], ended.Select(static line => (line.Key.ObservationDomainId, line.Total.Records, line.Lost, line.Templates)));
        Assert.Equal((BeginNs, BeginNs + SecondNs, (ushort)40_000), (ended[0].FirstHeardNs, ended[0].LastHeardNs, ended[0].Port));
        Assert.False(Lines()[0].IsEnded);
        Assert.Equal([1u, 8u], _directory.Interfaces().Select(static line => line.Traffic.Index));
    }

    [Fact]
    public void Who_comes_back_under_another_port_takes_the_line_up()
    {
        for (int i = 0; i < 5; i++)
        {
            // Each loses two records, and numbers begin anew with each connection.
            Segment(_directory, 2 * i, (40_000 + i, Message(0, 1)), (40_000 + i, Message(3, 1)));
            ExporterLine line = Assert.Single(Lines());
            Assert.Equal((false, 2L * (i + 1), 2L * (i + 1), 2L * (i + 1), 0L), (line.IsEnded, line.Total.Datagrams, line.Lost, line.Received, line.Restarts));
            Assert.Equal((BeginNs, BeginNs + 2 * i * SecondNs, 40_000 + i), (line.FirstHeardNs, line.LastHeardNs, line.Key.StreamPort));
            Segment(_directory, 2 * i + 1, (40_000 + i, null));
            Assert.True(Assert.Single(Lines()).IsEnded);
        }
    }

    [Fact]
    public void Ending_and_coming_back_within_a_segment_is_one_line()
    {
        Segment(_directory, 0, (40_000, Message(0, 1)), (40_000, null), (40_001, Message(0, 1)), (40_001, null), (40_002, Message(0, 1)));
        ExporterLine line = Assert.Single(Lines());
        Assert.Equal((false, 3L, 40_002), (line.IsEnded, line.Total.Records, line.Key.StreamPort));
    }

    [Fact]
    public void An_exporter_of_several_streams_has_not_ended_while_one_of_them_lasts()
    {
        Segment(_directory, 0, (40_000, Message(0, 1)), (40_001, Message(0, 1)));
        Segment(_directory, 1, (40_000, null));
        ExporterLine line = Assert.Single(Lines());
        Assert.Equal((false, 2L, 40_001), (line.IsEnded, line.Total.Records, line.Key.StreamPort));
        Segment(_directory, 2, (40_001, null));
        Assert.Equal((true, 2L), (Assert.Single(Lines()).IsEnded, Lines()[0].Total.Records));
    }

    [Fact]
    public void Streams_that_ended_give_way_to_who_is_heard_the_longest_silent_first()
    {
        var few = new ExporterDirectory(new() { MaxSessions = 3 });
        for (uint exporter = 1; exporter <= 3; exporter++) Segment(few, (int)exporter, IpAddress.FromV4(exporter), (40_000, Message(0, 1)), (40_000, null));
        Assert.Equal(3, few.Count);
        Segment(few, 10, IpAddress.FromV4(9), (0, Message(0, 1)));
        Assert.Equal([2u, 3u, 9u], few.Exporters(BeginNs).Select(static line => (uint)(line.Key.ExporterAddress.Low & uint.MaxValue)).Order());
        Assert.Equal(0, few.SessionsRefused.Value);
        // Those that are heard stay, whoever comes.
        for (uint exporter = 20; exporter < 24; exporter++) Segment(few, 11, IpAddress.FromV4(exporter), (0, Message(0, 1)));
        Assert.Equal((3, 2L), (few.Count, few.SessionsRefused.Value));
    }

    [Fact]
    public void An_ended_stream_that_was_idle_goes_where_places_run_out_as_others_do()
    {
        var few = new ExporterDirectory(new() { MaxSessions = 2, IdleAfter = TimeSpan.FromMinutes(1) });
        Segment(few, 0, (40_000, Message(0, 1)), (40_000, null));
        Segment(few, 100, IpAddress.FromV4(1), (0, Message(0, 1)));
        Assert.Equal(2, few.Count);
        Segment(few, 101, IpAddress.FromV4(2), (0, Message(0, 1)));
        Assert.Equal([IpAddress.FromV4(1), IpAddress.FromV4(2)], few.Exporters(BeginNs).Select(static line => line.Key.ExporterAddress));
    }

    private static byte[] Message(uint sequence, uint input, uint domain = 7) => Ipfix((uint)(BeginNs / SecondNs), sequence, domain, Set(2, Flow), Set(256, new Octets().U32(input, 100).ToArray()));

    private IReadOnlyList<ExporterLine> Lines() => _directory.Exporters(BeginNs);

    private static void Segment(ExporterDirectory directory, int second, params ReadOnlySpan<(int Port, byte[]? Payload)> messages) => Segment(directory, second, Exporter, messages);

    // Port 0 is a datagram; no payload is the end of the stream.
    private static void Segment(ExporterDirectory directory, int second, IpAddress exporter, params ReadOnlySpan<(int Port, byte[]? Payload)> messages)
    {
        var decoder = new DatagramDecoder(new FlowCollector(), directory: directory);
        foreach ((int port, byte[]? payload) in messages)
            decoder.Accept(new(BeginNs + second * SecondNs, exporter, (ushort)port, payload ?? [], payload is null ? MessageOrigin.StreamEnd : port == 0 ? MessageOrigin.Datagram : MessageOrigin.Stream));
        decoder.Flush();
        decoder.Remember();
    }
}
