using System.Globalization;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>An archive's records sent to collectors anew.</summary>
public sealed class ReplayTests(RecordedTraffic traffic)
{
    [Fact]
    public void What_is_replayed_arrives_at_nfcapd_and_at_our_own_collector_with_the_same_totals()
    {
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"], second = directory["second"];
        WeirProgram.Output("import", traffic.Capture, "--archive", archive);
        using Nfcapd nfcapd = Nfcapd.Start("nfcapd", directory["nfcapd"]);
        (RunningTool collector, int port) = WeirProgram.Collect(second, "--exit-after-idle", "3");
        using (collector)
        {
            WeirProgram.Output(
                "replay", "--archive", archive, "--to", $"ipfix://127.0.0.1:{port}", "--to", string.Create(CultureInfo.InvariantCulture, $"netflow9://127.0.0.1:{nfcapd.Port}"));
            Assert.Equal(0, collector.WaitForEnd(TimeSpan.FromSeconds(60)).ExitCode);
        }

        (long flows, long packets, long bytes) = ArchiveSums.Total(archive);
        Assert.Equal(ArchiveSums.ByProtocol(archive).OrderBy(each => each.Key), ArchiveSums.ByProtocol(second).OrderBy(each => each.Key));
        string[] records = nfcapd.StopAndPrint("fmt:%pkt,%byt").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(flows, records.Length);
        Assert.Equal((packets, bytes), (Sum(0), Sum(1)));

        long Sum(int field) => records.Sum(line => long.Parse(line.Split(',')[field], NumberStyles.Integer | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_filter_chooses_and_what_is_no_record_is_refused()
    {
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"], file = directory["replayed.ipfix"];
        WeirProgram.Output("import", traffic.Capture, "--archive", archive);
        ToolResult result = WeirProgram.Run("replay", "--archive", archive, "--to", $"ipfix+file://{file}", "udp and dst port 53");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(": 20 flow records in ", result.Error, StringComparison.Ordinal);
        Assert.Contains("an archive has none", WeirProgram.Run("replay", "--archive", archive, "--to", "sflow://127.0.0.1").Error, StringComparison.Ordinal);
        Assert.Contains("no archive at", WeirProgram.Run("replay", "--archive", directory["nowhere"], "--to", $"ipfix+file://{file}").Error, StringComparison.Ordinal);
    }
}
