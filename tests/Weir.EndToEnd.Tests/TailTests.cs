using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>What is shown as it comes is what the archive has of the same datagrams.</summary>
public sealed class TailTests(RecordedTraffic traffic)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Records_are_shown_as_they_come_and_are_those_of_the_archive()
    {
        const string filter = "udp and dst port 53";
        using var directory = new TemporaryDirectory();
        (RunningTool collector, int port) = WeirProgram.Collect(directory["archive"]);
        int live = FreePort.Udp();
        using RunningTool tail = WeirProgram.Start("tail", "--listen", $"udp://127.0.0.1:{live}", "--format", "ndjson", filter);
        tail.WaitForText("listening", Patience);
        ToolResult ended;
        using (collector)
        {
            WeirProgram.Output("export", "-r", traffic.Capture, "--to", $"ipfix://127.0.0.1:{port}", "--to", $"ipfix://127.0.0.1:{live}");
            collector.Stop();
            ended = tail.Stop();
        }

        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Contains(" 0 of them dropped", ended.Error, StringComparison.Ordinal);
        JsonElement[] archived = WeirProgram.Json("flows", "--archive", directory["archive"], "-n", "1000", filter);
        string[] shown = ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(20, shown.Length);
        Assert.Equal(archived.Select(Story).Order(), shown.Select(static line => Story(JsonDocument.Parse(line).RootElement)).Order());
    }

    [Fact]
    public void It_ends_after_so_many_records_and_when_its_reader_has_read_enough()
    {
        int port = FreePort.Udp();
        using RunningTool five = WeirProgram.Start("tail", "--listen", $"udp://127.0.0.1:{port}", "-n", "5", "--columns", "src_addr,bytes");
        five.WaitForText("listening", Patience);
        // Who ends first leaves the exporter without a collector.
        WeirProgram.Run("export", "-r", traffic.Capture, "--to", $"netflow9://127.0.0.1:{port}");
        ToolResult ended = five.WaitForEnd(Patience);
        string[] lines = ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((0, 6), (ended.ExitCode, lines.Length));
        Assert.Equal(["src_addr", "bytes"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));

        using RunningTool head = RunningTool.Start("sh", ["-c", $"'{WeirProgram.Path}' tail --listen udp://127.0.0.1:{port} | head -n 3"]);
        head.WaitForText("listening", Patience);
        for (int i = 0; i < 100 && !head.HasEnded; i++) WeirProgram.Run("export", "-r", traffic.Capture, "--to", $"netflow9://127.0.0.1:{port}");
        Assert.Equal(3, head.WaitForEnd(Patience).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    // All but when it was received, and which message brought it: two collectors have two sequences.
    private static string Story(JsonElement record) => string.Join(' ', record.EnumerateObject()
        .Where(static value => value.Name is not ("time_received_ns" or "sequence_num")).Select(static value => $"{value.Name}={value.Value}"));
}
