using System.Globalization;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>Conversations metered as one arrive as what tshark counts in the capture, whoever collects them.</summary>
public sealed class BiflowTests(RecordedTraffic traffic)
{
    [Fact]
    public void Our_own_collector_makes_records_of_both_directions_that_add_up()
    {
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"];
        (RunningTool collector, int port) = WeirProgram.Collect(archive);
        using (collector)
        {
            WeirProgram.Output("export", "-r", traffic.Capture, "--biflow", "--to", $"ipfix://127.0.0.1:{port}");
            Assert.Equal(0, collector.Stop().ExitCode);
        }

        Assert.Equal(TsharkCount.Of(traffic.Capture).ByProtocol.OrderBy(each => each.Key), ArchiveSums.ByProtocol(archive).OrderBy(each => each.Key));
        JsonElement[] questions = WeirProgram.Json("flows", "--archive", archive, "-n", "1000", "udp and dst port 53");
        Assert.Equal(20, questions.Length);
        Assert.All(questions, record => Assert.Equal(1, record.GetProperty("biflow_direction").GetInt32()));
        JsonElement[] answers = WeirProgram.Json("flows", "--archive", archive, "-n", "1000", "udp and src port 53");
        Assert.All(answers, record => Assert.Equal(2, record.GetProperty("biflow_direction").GetInt32()));
    }

    [Fact]
    public void Nfcapd_is_sent_two_records_of_netflow9_that_add_up()
    {
        Tool.Require("nfcapd", "nfdump");
        using var directory = new TemporaryDirectory();
        int port = FreePort.Udp();
        string files = Directory.CreateDirectory(directory["received"]).FullName;
        using RunningTool receiving = RunningTool.Start(
            "nfcapd", ["-b", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-l", files, "-t", "3600", "-B", "16777216"]);
        receiving.WaitForText("Startup", TimeSpan.FromSeconds(30));
        WeirProgram.Output("export", "-r", traffic.Capture, "--biflow", "--to", $"netflow9://127.0.0.1:{port}");
        receiving.Stop();
        string text = Tool.Output("nfdump", "-r", Directory.GetFiles(files, "nfcapd.2*").Single(), "-I");
        IReadOnlyDictionary<int, (long Packets, long Bytes)> truth = TsharkCount.Of(traffic.Capture).ByProtocol;
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Packets: {truth.Values.Sum(sum => sum.Packets)}\n"), text, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Bytes: {truth.Values.Sum(sum => sum.Bytes)}\n"), text, StringComparison.Ordinal);
    }
}
