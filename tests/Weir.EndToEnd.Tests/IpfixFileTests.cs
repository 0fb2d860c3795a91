using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>IPFIX files (RFC 5655), Weir's own and what softflowd sends written one message after another, with the totals that tshark counts.</summary>
public sealed class IpfixFileTests(RecordedTraffic traffic) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_file_that_weir_wrote_has_the_totals_of_the_capture()
    {
        string file = _directory["flows.ipfix"];
        WeirProgram.Output("export", "-r", traffic.Capture, "--to", $"ipfix+file://{file}");
        WeirProgram.Output("import", "--as", "ipfix-file", file, "--archive", _directory["archive"], "--exporter", "192.0.2.7");
        // Again, which replaces.
        WeirProgram.Output("import", "--as", "ipfix-file", file, "--archive", _directory["archive"], "--exporter", "192.0.2.7");

        (_, long packets, long bytes) = ArchiveSums.Total(_directory["archive"]);
        IReadOnlyDictionary<int, (long Packets, long Bytes)> truth = TsharkCount.Of(traffic.Capture).ByProtocol;
        Assert.Equal((truth.Values.Sum(static sum => sum.Packets), truth.Values.Sum(static sum => sum.Bytes)), (packets, bytes));
        Assert.Equal("192.0.2.7", Assert.Single(WeirProgram.Json("top", "--archive", _directory["archive"], "--by", "sampler_address")).GetProperty("sampler_address").GetString());
    }

    [Fact]
    public void What_softflowd_sends_is_a_file_too_and_one_cut_short_is_used_up_to_there()
    {
        Tool.Require("softflowd", "nfcapd", "nfdump");
        using var recorder = new DatagramRecorder();
        using var nfcapd = Nfcapd.Start("nfcapd", _directory["nfcapd"]);
        foreach (int port in (int[])[recorder.Port, nfcapd.Port])
            Tool.Output("softflowd", "-r", traffic.Capture, "-n", $"127.0.0.1:{port}", "-v", "10", "-d", "-p", _directory["softflowd.pid"], "-c", "none");
        string file = _directory["flows.ipfix"];
        recorder.SaveMessages(file);
        NfdumpTotals atNfcapd = nfcapd.StopAndSum();
        byte[] octets = File.ReadAllBytes(file);
        File.WriteAllBytes(_directory["cut.ipfix"], octets[..^7]);

        ToolResult whole = Tool.Run("sh", ["-c", $"cat '{file}' | '{WeirProgram.Path}' import --as ipfix-file - --archive '{_directory["archive"]}'"], TimeSpan.FromSeconds(60));
        ToolResult cut = WeirProgram.Run("import", "--as", "ipfix-file", _directory["cut.ipfix"], "--archive", _directory["less"]);

        Assert.True(whole.ExitCode == 0, whole.Error);
        (long flows, long packets, long bytes) = ArchiveSums.Total(_directory["archive"]);
        Assert.Equal((atNfcapd.Packets, atNfcapd.Octets), (packets, bytes));
        Assert.Equal(1, cut.ExitCode);
        Assert.Contains("ends within a message", cut.Error, StringComparison.Ordinal);
        Assert.InRange(ArchiveSums.Total(_directory["less"]).Flows, 1, flows - 1);
    }
}
