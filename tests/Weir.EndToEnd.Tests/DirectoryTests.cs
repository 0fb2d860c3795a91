using System.Globalization;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>A running collector tells whom it heard, over its control socket.</summary>
public sealed class DirectoryTests(RecordedTraffic traffic)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Exporters_of_all_protocols_are_shown_with_what_they_sent_and_templates_with_their_fields()
    {
        using var directory = new TemporaryDirectory();
        (RunningTool collector, int port) = WeirProgram.Collect(directory["archive"], "--control", directory["s"], "--segment-age", "0.3");
        using (collector)
        {
            WeirProgram.Output("export", "-r", traffic.Capture, "--pace", "5000", "--to", $"ipfix://127.0.0.1:{port}", "--to", $"netflow9://127.0.0.1:{port}", "--to", $"netflow5://127.0.0.1:{port}");
            JsonElement[] exporters = [];
            Await(() =>
            {
                exporters = Show("exporters", directory["s"]);
                return exporters.Length == 3 && exporters.All(exporter => exporter.GetProperty("records").GetInt64() > 0) && exporters.Select(exporter => exporter.GetProperty("records").GetInt64()).Distinct().Count() <= 2
                    && long.Parse(Records(directory["archive"]), CultureInfo.InvariantCulture) == exporters.Sum(exporter => exporter.GetProperty("records").GetInt64());
            });
            Assert.Equal(["netflow5", "netflow9", "ipfix"], exporters.Select(exporter => exporter.GetProperty("protocol").GetString()));
            Assert.All(exporters, exporter => Assert.Equal((0, 0, "127.0.0.1"), (exporter.GetProperty("lost").GetInt64(), exporter.GetProperty("restarts").GetInt64(), exporter.GetProperty("exporter").GetString())));
            Assert.Contains(Show("templates", directory["s"], "exporter", "127.0.0.1"), template => template.GetProperty("fields").GetString()!.Contains("sourceIPv4Address(4), destinationIPv4Address(4)", StringComparison.Ordinal));
            Assert.Contains("netflow9", WeirProgram.Output("show", "exporters", "--socket", directory["s"], "--format", "table"), StringComparison.Ordinal);
            Assert.NotEqual(0, WeirProgram.Run("show", "exporters", "exporter", "203.0.113.1", "--socket", directory["s"]).ExitCode);
            Assert.Equal(0, WeirProgram.Run("ctl", "shutdown", "--socket", directory["s"]).ExitCode);
            Assert.Equal(0, collector.Stop().ExitCode);
        }
    }

    [Fact]
    public void Counters_of_interfaces_are_archived_and_their_names_are_known()
    {
        using var directory = new TemporaryDirectory();
        (RunningTool collector, int port) = WeirProgram.Collect(directory["archive"], "--control", directory["s"], "--segment-age", "0.3");
        using (collector)
        {
            string ipfix = $"collector a {{ address 127.0.0.1; port {port}; protocol ipfix; polling-interval 1; }}";
            string sflow = $"collector b {{ address 127.0.0.1; port {port}; protocol sflow; agent-address 192.0.2.9; polling-interval 1; }}";
            File.WriteAllText(directory["weir.conf"], $"control {{ socket {directory["w"]}; }} flow-export {{ {ipfix} {sflow} }}");
            using RunningTool exporter = WeirProgram.Start("run", "-c", directory["weir.conf"]);
            string[] asked = ["counters", "--archive", directory["archive"]];
            // Twice of each exporter, or there are no rates.
            Await(() => WeirProgram.Run(asked).ExitCode == 0
                && WeirProgram.Json(asked).Where(static row => row.GetProperty("if_index").GetInt32() == 1 && row.GetProperty("samples").GetInt32() >= 2)
                    .Select(static row => row.GetProperty("exporter").GetString()).Intersect(["127.0.0.1", "192.0.2.9"]).Count() == 2);
            Assert.All(WeirProgram.Json([.. asked, "--exporter", "192.0.2.9"]), static row => Assert.Equal("192.0.2.9", row.GetProperty("exporter").GetString()));
            Await(() => Show("interfaces", directory["s"], "exporter", "127.0.0.1").Any(static row => row.GetProperty("index").GetInt32() == 1 && row.GetProperty("name").GetString() == "lo"));
            exporter.Stop();
            Assert.Equal(0, collector.Stop().ExitCode);
        }
    }

    private static JsonElement[] Show(string what, string socket, params string[] more)
    {
        using var document = JsonDocument.Parse(WeirProgram.Output(["show", what, "--socket", socket, .. more]));
        return [.. document.RootElement.EnumerateArray().Select(static row => row.Clone())];
    }

    private static string Records(string archive)
    {
        ToolResult asked = WeirProgram.Run("top", "--archive", archive, "--by", "sampler_address", "--format", "json");
        if (asked.ExitCode != 0) return "-1";
        using var document = JsonDocument.Parse(asked.Output);
        return document.RootElement.EnumerateArray().Sum(static row => row.GetProperty("flows").GetInt64()).ToString(CultureInfo.InvariantCulture);
    }

    private static void Await(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(() =>
    {
        if (condition()) return true;
        Thread.Sleep(100); // between looks, each of which runs programs
        return false;
    }, Patience));
}
