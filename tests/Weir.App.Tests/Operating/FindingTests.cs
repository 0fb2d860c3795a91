using System.Text;
using System.Text.Json;
using Weir.App.Api.Indicators;
using Weir.App.Operating;
using Weir.App.Operating.Attention;
using Weir.Collector.Collecting;
using Weir.Collector.Decoding;
using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Collector.Sessions.Directory;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Testing.Messages;
using Weir.Wire.Primitives;

namespace Weir.App.Tests.Operating;

/// <summary>What the system says somebody should look at.</summary>
public sealed class FindingTests
{
    private static readonly DateTimeOffset Heard = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly CollectorStatus Well = new(1000, 100_000, 0, 0, 10, 1000, 5000, 0, 0, 0, 0, 0, 0);

    [Fact]
    public void Where_all_is_well_there_is_nothing()
    {
        Assert.Empty(Findings.Of(null, Heard));
        Assert.Empty(Of(Well, Directory(exporters: 3), Heard.AddSeconds(30)));
    }

    [Fact]
    public void Exporters_that_are_silent_are_one_finding_however_many_there_are()
    {
        Finding silent = Assert.Single(Of(Well, Directory(exporters: 500), Heard.AddMinutes(5)));

        Assert.Equal(("exporter-silent", "500 exporters are silent for more than 2 minutes"), (silent.Kind, silent.Title));
        Assert.Equal("192.0.2.1 netflow5 (5 min), 192.0.2.2 netflow5 (5 min), 192.0.2.3 netflow5 (5 min) and 497 more", silent.Detail);
    }

    [Fact]
    public void A_stream_that_ended_is_told_for_a_while_and_then_no_more_nor_are_its_losses()
    {
        var directory = new ExporterDirectory();
        var decoder = new DatagramDecoder(new Nothing(), directory: directory);
        foreach (uint number in (uint[])[0, 5])
            decoder.Accept(Datagram(TestMessages.Ipfix((uint)Heard.ToUnixTimeSeconds(), number, 7, TestMessages.Set(2, TestMessages.Template(256, new Weir.Wire.Templates.FieldSpecifier(1, 4))), TestMessages.Set(256, new byte[4])), origin: MessageOrigin.Stream));
        decoder.Accept(Datagram([], origin: MessageOrigin.StreamEnd));
        decoder.Remember();

        Assert.Equal(["exporter-loses"], Of(Well, directory, Heard.AddMinutes(1)).Select(static one => one.Kind));
        Assert.Equal(["exporter-silent", "exporter-loses"], Of(Well, directory, Heard.AddMinutes(80)).Select(static one => one.Kind));
        Assert.Empty(Of(Well, directory, Heard.AddMinutes(91)));
    }

    [Theory]
    [InlineData("192.0.2.1 netflow5 (60.00%)", 3u, 0, "exporter-loses")]
    [InlineData("192.0.2.1 netflow5 (+9.0 s)", 0u, 9, "clock-skewed")]
    [InlineData("192.0.2.1 netflow5 (-60.0 s)", 0u, -60, "clock-skewed")]
    public void Losses_and_clocks_are_told_with_their_size(string detail, uint lost, int ahead, string kind)
    {
        Finding found = Assert.Single(Of(Well, Directory(1, lost, ahead), Heard.AddSeconds(30)));

        Assert.Equal((kind, detail), (found.Kind, found.Detail.Replace("\u00a0", "", StringComparison.Ordinal).Replace(" %", "%", StringComparison.Ordinal)));
    }

    [Fact]
    public void Data_without_templates_and_what_cannot_be_decoded_are_told_apart()
    {
        var directory = new ExporterDirectory();
        var decoder = new DatagramDecoder(new Nothing(), directory: directory);
        uint seconds = (uint)Heard.ToUnixTimeSeconds();
        decoder.Accept(Datagram(TestMessages.Ipfix(seconds, 0, 7, TestMessages.Set(300, new byte[8]), TestMessages.Set(17, new byte[4]))));
        decoder.Remember();

        Dictionary<string, Finding> found = Of(Well, directory, Heard).ToDictionary(static one => one.Kind, StringComparer.Ordinal);
        Assert.Equal(["decode-errors", "template-missing"], found.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("192.0.2.1 ipfix (1 data set)", found["template-missing"].Detail);
        Assert.Equal("192.0.2.1 ipfix (1 reserved-set-id)", found["decode-errors"].Detail);
    }

    public static TheoryData<string, string> Troubles => new()
    {
        { "journal-full", nameof(JournalState.NoSpace) },
        { "kernel-drops", nameof(CollectorStatus.KernelDrops) },
        { "journal-dropped", nameof(CollectorStatus.JournalDrops) },
        { "buffer-capped", nameof(CollectorStatus.CappedBufferOctets) },
        { "archive-failing", nameof(CollectorStatus.IsArchiveFailing) },
        { "segments-released", nameof(CollectorStatus.ReleasedSegments) },
        { "segments-set-aside", nameof(CollectorStatus.SetAsideSegments) },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public void What_goes_wrong_here_is_told_with_what_to_do(string kind, string what)
    {
        CollectorStatus status = what switch
        {
            nameof(JournalState.NoSpace) => Well with { Journal = JournalState.NoSpace, JournalDrops = 3 },
            nameof(CollectorStatus.KernelDrops) => Well with { KernelDrops = 3 },
            nameof(CollectorStatus.JournalDrops) => Well with { JournalDrops = 3 },
            nameof(CollectorStatus.CappedBufferOctets) => Well with { CappedBufferOctets = 425_984, WantedBufferOctets = 64 << 20 },
            nameof(CollectorStatus.IsArchiveFailing) => Well with { IsArchiveFailing = true },
            nameof(CollectorStatus.ReleasedSegments) => Well with { ReleasedSegments = 1 },
            _ => Well with { SetAsideSegments = 1 },
        };
        Finding found = Assert.Single(Of(status, new(), Heard));

        Assert.Equal(kind, found.Kind);
        Assert.NotEmpty(found.Advice);
        Assert.StartsWith("/", found.Link, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_being_lost_comes_first_and_viewers_are_not_told_whom()
    {
        Finding[] findings = [.. Of(Well with { KernelDrops = 2 }, Directory(1), Heard.AddMinutes(9))];
        using var octets = new MemoryStream();
        using (var json = new Utf8JsonWriter(octets)) Findings.Write(findings.Reverse(), tellsWhom: false, json);
        using var document = JsonDocument.Parse(octets.ToArray());

        Assert.Equal(["kernel-drops", "exporter-silent"], document.RootElement.EnumerateArray().Select(static one => one.GetProperty("kind").GetString()));
        Assert.DoesNotContain("192.0.2", Encoding.UTF8.GetString(octets.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_indicator_that_misses_its_target_says_by_how_much()
    {
        Finding found = IndicatorFinding.Of(new Indicator("storage_left", "Storage growth", "", "days", 30, IsLimit: false) { Value = 3.25, Note = "1 GB a day" });

        Assert.Equal(("storage-left", "Storage growth: 3.3 days, at least 30 are wanted", "1 GB a day"), (found.Kind, found.Title, found.Detail));
    }

    private static IEnumerable<Finding> Of(CollectorStatus collecting, ExporterDirectory directory, DateTimeOffset now) =>
        Findings.Of(new(null, [], collecting, null, Heard) { Directory = directory }, now);

    private static ReceivedDatagram Datagram(byte[] message, uint exporter = 1, MessageOrigin origin = MessageOrigin.Datagram) =>
        new(Heard.ToUnixTimeSeconds() * 1_000_000_000, IpAddress.FromV4(0xC0000200 + exporter), 1, message, origin);

    // Each sends two records.
    private static ExporterDirectory Directory(int exporters, uint lost = 0, int ahead = 0)
    {
        var directory = new ExporterDirectory();
        var decoder = new DatagramDecoder(new Nothing(), directory: directory);
        for (uint i = 1; i <= exporters; i++)
        {
            foreach (uint number in (uint[])[0, 1 + lost]) decoder.Accept(Datagram(TestMessages.NetFlowV5(0, (uint)(Heard.ToUnixTimeSeconds() + ahead), 0, number, 0, 0, new byte[48]), i));
        }

        decoder.Remember();
        return directory;
    }

    private sealed class Nothing : IFlowSink
    {
        public void Write(FlowBatch batch)
        {
        }
    }
}
