using System.Globalization;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>nfdump's collectors read what Weir exports in each protocol, with the totals that tshark counts in the capture.</summary>
public sealed class ProtocolTests(RecordedTraffic traffic)
{
    private const int FrameCheckSequence = 4;

    [Fact]
    public void Nfcapd_reads_our_netflow9_with_the_totals_of_the_capture()
    {
        (long packets, long bytes) = Truth();
        Assert.Equal((packets, bytes, 0), Totals("nfcapd", "netflow9"));
    }

    [Fact]
    public void Nfcapd_reads_our_netflow5_with_the_totals_of_ipv4_in_the_capture()
    {
        Tool.Require("tshark");
        // Without reassembly every fragment stands for itself, as it does on the wire.
        string[] lengths = Tool.Output("tshark", "-r", traffic.Capture, "-n", "-o", "ip.defragment:FALSE", "-Y", "ip.version == 4", "-T", "fields", "-E", "occurrence=f", "-e", "ip.len")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((lengths.Length, lengths.Sum(length => long.Parse(length, CultureInfo.InvariantCulture)), 0), Totals("nfcapd", "netflow5"));
    }

    [Fact]
    public void Sfcapd_reads_our_samples_of_every_packet_with_the_totals_of_the_capture()
    {
        Tool.Require("tshark");
        string[] lengths = Tool.Output("tshark", "-r", traffic.Capture, "-n", "-T", "fields", "-e", "frame.len").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // sFlow samples every frame, ARP as well, and counts its check sequence.
        Assert.Equal((lengths.Length, lengths.Sum(length => long.Parse(length, CultureInfo.InvariantCulture) + FrameCheckSequence), 0), Totals("sfcapd", "sflow", "--sflow-rate", "1"));
    }

    private (long Packets, long Bytes) Truth()
    {
        IReadOnlyDictionary<int, (long Packets, long Bytes)> truth = TsharkCount.Of(traffic.Capture).ByProtocol;
        return (truth.Values.Sum(sum => sum.Packets), truth.Values.Sum(sum => sum.Bytes));
    }

    private (long Packets, long Bytes, long SequenceFailures) Totals(string collector, string scheme, params string[] more)
    {
        Tool.Require(collector, "nfdump");
        using var directory = new TemporaryDirectory();
        int port = FreePort.Udp();
        string files = Directory.CreateDirectory(directory["received"]).FullName;
        using RunningTool receiving = RunningTool.Start(
            collector, ["-b", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-l", files, "-t", "3600", "-B", "16777216"]);
        receiving.WaitForText("Startup", TimeSpan.FromSeconds(30));
        WeirProgram.Output(["export", "-r", traffic.Capture, "--to", $"{scheme}://127.0.0.1:{port}", .. more]);
        receiving.Stop();
        string text = Tool.Output("nfdump", "-r", Directory.GetFiles(files, "nfcapd.2*").Single(), "-I");
        return (Field(text, "Packets"), Field(text, "Bytes"), Field(text, "Sequence failures"));
    }

    private static long Field(string text, string name) =>
        long.Parse(text.Split('\n').First(line => line.StartsWith(name + ":", StringComparison.Ordinal)).AsSpan(name.Length + 1), CultureInfo.InvariantCulture);
}
