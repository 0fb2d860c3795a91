using System.Globalization;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>What sfcapd adds up of an sFlow stream, the archive adds up too, sampled and unsampled.</summary>
public sealed class SFlowCollectingTests(RecordedTraffic traffic)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void Sfcapd_and_the_archive_agree_on_samples(int rate)
    {
        Tool.Require("sfcapd", "nfdump");
        using var directory = new TemporaryDirectory();
        int sfcapdPort = FreePort.Udp();
        string files = Directory.CreateDirectory(directory["sfcapd"]).FullName;
        using RunningTool sfcapd = RunningTool.Start(
            "sfcapd", ["-b", "127.0.0.1", "-p", sfcapdPort.ToString(CultureInfo.InvariantCulture), "-l", files, "-t", "3600", "-B", "16777216"]);
        sfcapd.WaitForText("Startup", Patience);
        (RunningTool collector, int port) = WeirProgram.Collect(directory["archive"]);
        using (collector)
        {
            // One metering for both, so that both get the same samples.
            WeirProgram.Output("export", "-r", traffic.Capture, "--to", $"sflow://127.0.0.1:{sfcapdPort}", "--to", $"sflow://127.0.0.1:{port}",
                "--sflow-rate", rate.ToString(CultureInfo.InvariantCulture));
            collector.Stop();
        }

        sfcapd.Stop();
        string text = Tool.Output("nfdump", "-r", Directory.GetFiles(files, "nfcapd.2*").Single(), "-I");
        // sfcapd multiplies by the rate as it writes, Weir as it sums.
        JsonElement[] rows = WeirProgram.Json("top", "--archive", directory["archive"], "--by", "sampling_rate", "-n", "10");
        JsonElement row = Assert.Single(rows);
        Assert.Equal(rate, row.GetProperty("sampling_rate").GetInt32());
        Assert.Equal((Field(text, "Packets"), Field(text, "Bytes")), (row.GetProperty("packets").GetInt64(), row.GetProperty("bytes").GetInt64()));
        Assert.True(row.GetProperty("packets").GetInt64() > 100);
    }

    private static long Field(string text, string name) =>
        long.Parse(text.Split('\n').First(line => line.StartsWith(name + ":", StringComparison.Ordinal)).AsSpan(name.Length + 1), CultureInfo.InvariantCulture);
}
