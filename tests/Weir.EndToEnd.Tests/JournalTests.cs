using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>What a collector received and still has can be looked at, read by other programs, archived anew and sent again.</summary>
public sealed class JournalTests(RecordedTraffic traffic) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void An_exported_journal_is_what_tshark_and_the_archive_count()
    {
        Tool.Require("tshark");
        string journal = Receive();
        JsonElement[] segments = WeirProgram.Json("journal", "ls", "--journal", journal);
        Assert.NotEmpty(segments);
        Assert.All(segments, static one => Assert.Equal("kept", one.GetProperty("state").GetString()));
        long messages = segments.Sum(static one => one.GetProperty("datagrams").GetInt64() + one.GetProperty("stream_messages").GetInt64());
        Assert.True(segments.Sum(static one => one.GetProperty("stream_messages").GetInt64()) > 0);

        string pcap = _directory["journal.pcap"];
        ToolResult exported = WeirProgram.Run("journal", "export", "--journal", journal, "--to", pcap);
        Assert.True(exported.ExitCode == 0, exported.Error);
        Assert.Contains("came by TCP or TLS", exported.Error, StringComparison.Ordinal);
        string[] lines = Tool.Output("tshark", "-n", "-r", pcap, "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-T", "fields", "-E", "occurrence=a",
            "-e", "ip.src", "-e", "ip.checksum.status", "-e", "udp.checksum.status", "-e", "cflow.octets", "-e", "_ws.malformed")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(lines.Length, messages, messages + 10); // and what the first segment opens with, if anything
        Assert.Equal(["127.0.0.1", "127.0.0.7", "127.0.0.8"], lines.Select(static line => line.Split('\t')[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(lines, static line => Assert.Equal(("1", "1", ""), (line.Split('\t')[1], line.Split('\t')[2], line.Split('\t')[4])));

        WeirProgram.Output("import", "--as", "datagrams", pcap, "--archive", _directory["imported"]);
        Assert.Equal(Rows(_directory["archive"]), Rows(_directory["imported"]));
        long octets = lines.Sum(static line => line.Split('\t')[3].Split(',', StringSplitOptions.RemoveEmptyEntries).Sum(static cell => long.Parse(cell, CultureInfo.InvariantCulture)));
        Assert.Equal(ArchiveSums.Total(_directory["archive"]).Bytes, octets);
    }

    [Fact]
    public void A_journal_sent_again_gives_another_collector_the_same_records_of_the_same_exporters()
    {
        Tool.RequireRoot();
        string journal = Receive();
        (RunningTool collector, int port) = WeirProgram.Collect(_directory["second"]);
        using (collector)
        {
            ToolResult sent = WeirProgram.Run("journal", "replay", "--journal", journal, "--to", Udp(port), "--speed", "20", "--keep-source");
            Assert.True(sent.ExitCode == 0, sent.Error);
            Assert.Equal(0, collector.Stop().ExitCode);
        }

        Assert.Equal(ByExporter(_directory["archive"]), ByExporter(_directory["second"]));
    }

    [Fact]
    public void What_is_wrong_is_said_in_one_line()
    {
        foreach ((string[] arguments, string said) in (IEnumerable<(string[], string)>)
        [
            (["ls"], "want --journal DIR, or --archive DIR"),
            (["ls", "--journal", "/none", "x"], "segment x: want a name"),
            (["replay", "--journal", "/none", "--to", "tcp://127.0.0.1:1"], "want udp://ADDRESS:PORT"),
            (["replay", "--journal", "/none", "--to", "udp://127.0.0.1:1", "--speed", "-1"], "--speed: want 0, or"),
            (["export", "--journal", "/none", "--to", "x", "--exporter", "y"], "--exporter y: want an address or a prefix"),
        ])
        {
            ToolResult result = WeirProgram.Run(["journal", .. arguments]);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains(said, result.Error, StringComparison.Ordinal);
        }

        ToolResult missing = WeirProgram.Run("journal", "export", "--journal", _directory["none"], "--to", _directory["x.pcap"]);
        Assert.Equal(1, missing.ExitCode);
        Assert.False(File.Exists(_directory["x.pcap"]));
    }

    // Two exporters by UDP, one by TCP; all is archived, and all is kept.
    private string Receive()
    {
        (int udp, int tcp) = (FreePort.Udp(), FreePort.Tcp());
        using RunningTool collector = WeirProgram.Start(
            "collect", "--listen", $"{Udp(udp)},ipfix+tcp://127.0.0.1:{tcp}", "--archive", _directory["archive"], "--segment-age", "0.2", "--raw-keep", "1h");
        collector.WaitForText($"listening on tcp 127.0.0.1:{tcp}", Patience);
        WeirProgram.Output("export", "-r", traffic.Capture, "--to", $"netflow9://127.0.0.1:{udp}", "--source", "127.0.0.7");
        WeirProgram.Output("export", "-r", traffic.Capture, "--to", $"ipfix://127.0.0.1:{udp}", "--source", "127.0.0.8");
        WeirProgram.Output("export", "-r", traffic.Capture, "--to", $"ipfix+tcp://127.0.0.1:{tcp}");
        Assert.Equal(0, collector.Stop().ExitCode);
        string journal = Path.Combine(_directory["archive"], "journal");
        Assert.All(Directory.GetFiles(journal, "*-*"), static file => Assert.EndsWith(".kept", file, StringComparison.Ordinal));
        return journal;
    }

    private static string Udp(int port) => string.Create(CultureInfo.InvariantCulture, $"udp://127.0.0.1:{port}");

    private static string[] Rows(string archive) => [.. WeirProgram.Output("flows", "--archive", archive, "-n", "1000000", "--format", "ndjson").Split('\n').Order(StringComparer.Ordinal)];

    private static string ByExporter(string archive) => WeirProgram.Output("top", "--archive", archive, "--by", "sampler_address,proto", "-n", "1000", "--format", "csv");
}
