using System.Text;
using System.Text.Json;
using Weir.App.Operating;
using Weir.App.Operating.Metrics;
using Weir.App.Tests.Operating.Metrics;
using Weir.Collector.Decoding;
using Weir.Collector.Listening;
using Weir.Collector.Sessions.Directory;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Testing.Messages;
using Weir.Testing.Processes;
using Weir.Wire.Primitives;

namespace Weir.App.Tests.Operating;

/// <summary>What <c>weir show</c> and /metrics tell of exporters that were heard.</summary>
public sealed class DirectoryJsonTests
{
    private static readonly DateTimeOffset Heard = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_exporter_is_an_object_with_losses_rates_and_times()
    {
        JsonElement line = Assert.Single(Ask("exporters", Directory(1), null));
        Assert.Equal(("192.0.2.1", "netflow5", 0), (line.GetProperty("exporter").GetString(), line.GetProperty("protocol").GetString(), line.GetProperty("domain").GetInt32()));
        Assert.Equal(("2026-11-21T12:00:00.000Z", 2, 3, "records"), (line.GetProperty("last-seen").GetString(), line.GetProperty("records").GetInt64(), line.GetProperty("lost").GetInt64(), line.GetProperty("counted-by").GetString()));
        Assert.Equal((0.6, 64, "header", -5.0), (line.GetProperty("loss-ratio").GetDouble(), line.GetProperty("sampling-rate").GetInt32(), line.GetProperty("sampling-told-by").GetString(), line.GetProperty("clock-ahead-seconds").GetDouble()));
        Assert.Equal(Math.Round(2 / 60.0, 3), line.GetProperty("records-per-second").GetDouble());
    }

    [Theory]
    [InlineData("192.0.2.2", 1)]
    [InlineData("all", 3)]
    [InlineData(null, 3)]
    public void One_exporter_or_all_can_be_asked_for(string? exporter, int lines) => Assert.Equal(lines, Ask("exporters", Directory(3), exporter).Length);

    [Theory]
    [InlineData("192.0.2.77", "no exporter 192.0.2.77 was heard")]
    [InlineData("router", "exporter 'router': want an address, or all")]
    public void What_nobody_can_answer_is_an_error(string exporter, string error)
    {
        using var octets = new MemoryStream();
        using var json = new Utf8JsonWriter(octets);
        Assert.Equal(error, DirectoryJson.Write("interfaces", Directory(1), exporter, Heard, json));
    }

    [Fact]
    public void Beyond_a_thousand_exporters_metrics_have_one_label_for_the_rest()
    {
        OperatingStatus status = SampleStatus.Of() with { Directory = Directory(ExporterInstruments.MostLabelled + 5) };
        string[] lines = [.. StatusMetrics.Render(status).Split('\n').Where(static line => line.StartsWith("weir_flowcollect_exporter_lost{", StringComparison.Ordinal))];
        Assert.Equal(ExporterInstruments.MostLabelled + 1, lines.Length);
        Assert.Contains("weir_flowcollect_exporter_lost{exporter=\"192.0.2.1\",protocol=\"netflow5\",domain=\"0\"} 3", lines);
        Assert.Equal("weir_flowcollect_exporter_lost{exporter=\"other\",protocol=\"\",domain=\"\"} 15", lines[^1]);
    }

    [Fact]
    public void Streams_of_one_exporter_are_lines_until_they_end_and_one_set_of_labels()
    {
        var directory = new ExporterDirectory();
        Decode(40_000, MessageOrigin.Stream);
        Decode(40_001, MessageOrigin.Stream);
        Assert.Equal(["up", "up"], Ask("exporters", directory, null).Select(static line => line.GetProperty("state").GetString()));
        Assert.Contains("weir_flowcollect_exporter_records_total{exporter=\"192.0.2.1\",protocol=\"netflow5\",domain=\"0\"} 2", Metrics());
        Decode(40_000, MessageOrigin.StreamEnd);
        Decode(40_001, MessageOrigin.StreamEnd);
        JsonElement line = Assert.Single(Ask("exporters", directory, null));
        Assert.Equal(("ended", "stream", 2L), (line.GetProperty("state").GetString(), line.GetProperty("transport").GetString(), line.GetProperty("records").GetInt64()));
        Assert.Equal(1, Metrics().Count(static one => one.StartsWith("weir_flowcollect_exporter_last_heard_seconds{", StringComparison.Ordinal)));

        string[] Metrics() => StatusMetrics.Render(SampleStatus.Of() with { Directory = directory }).Split('\n');

        void Decode(ushort port, MessageOrigin origin)
        {
            var decoder = new DatagramDecoder(new Nothing(), directory: directory);
            decoder.Accept(new(Heard.ToUnixTimeSeconds() * 1_000_000_000, IpAddress.FromV4(0xC0000201), port, origin == MessageOrigin.Stream ? TestMessages.NetFlowV5(0, 0, 0, 0, 0, 0, new byte[48]) : [], origin));
            decoder.Remember();
        }
    }

    [Fact]
    public void Promtool_has_nothing_to_say_of_exporters()
    {
        Tool.Require("promtool");
        ToolResult result = Tool.Run("promtool", ["check", "metrics"], input: StatusMetrics.Render(SampleStatus.Of() with { Directory = Directory(3) }));
        Assert.Equal((0, ""), (result.ExitCode, result.Error + result.Output));
    }

    private static JsonElement[] Ask(string what, ExporterDirectory directory, string? exporter)
    {
        using var octets = new MemoryStream();
        using (var json = new Utf8JsonWriter(octets)) Assert.Null(DirectoryJson.Write(what, directory, exporter, Heard, json));
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(octets.ToArray()));
        return [.. document.RootElement.EnumerateArray().Select(static row => row.Clone())];
    }

    // Each sends two records, and lost three before the second.
    private static ExporterDirectory Directory(int exporters)
    {
        var directory = new ExporterDirectory();
        var decoder = new DatagramDecoder(new Nothing(), directory: directory);
        uint seconds = (uint)Heard.ToUnixTimeSeconds() - 5;
        for (uint i = 1; i <= exporters; i++)
        {
            foreach (uint number in (uint[])[0, 4])
                decoder.Accept(new(Heard.ToUnixTimeSeconds() * 1_000_000_000, IpAddress.FromV4(0xC0000200 + i), 1, TestMessages.NetFlowV5(0, seconds, 0, number, 0, 0x4000 | 64, new byte[48])));
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
