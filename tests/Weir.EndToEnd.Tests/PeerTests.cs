using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>Weir's collector reads what others export, with the totals that nfcapd reads.</summary>
public sealed class PeerTests(RecordedTraffic traffic)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void What_softflowd_exports_arrives_with_its_totals()
    {
        Tool.Require("softflowd", "nfcapd", "nfdump");
        AssertArrivesAsAtNfcapd((directory, port) =>
            // Without "-c none" it may wait for ever on its control socket when it reads a file.
            Tool.Output("softflowd", "-r", traffic.Capture, "-n", $"127.0.0.1:{port}", "-v", "10", "-d", "-p", directory["softflowd.pid"], "-c", "none"));
    }

    [Fact]
    public void What_pmacctd_exports_arrives_with_its_totals()
    {
        Tool.RequireRoot();
        Tool.Require("pmacctd", "nfcapd", "nfdump");
        AssertArrivesAsAtNfcapd((directory, port) =>
        {
            File.WriteAllText(directory["pmacctd.conf"], $"""
                daemonize: false
                pcap_savefile: {traffic.Capture}
                plugins: nfprobe
                aggregate: src_host, dst_host, src_port, dst_port, proto, tos
                nfprobe_receiver: 127.0.0.1:{port}
                nfprobe_version: 10
                plugin_pipe_size: 67108864
                plugin_buffer_size: 65536
                """);
            Tool.Run("pmacctd", ["-f", directory["pmacctd.conf"]], Patience);
        });
    }

    private static void AssertArrivesAsAtNfcapd(Action<TemporaryDirectory, int> export)
    {
        using var directory = new TemporaryDirectory();
        using var nfcapd = Nfcapd.Start("nfcapd", directory["nfcapd"]);
        export(directory, nfcapd.Port);
        NfdumpTotals atNfcapd = nfcapd.StopAndSum();
        (RunningTool collector, int port) = WeirProgram.Collect(directory["archive"]);
        using (collector)
        {
            export(directory, port);
            collector.Stop();
        }

        (_, long packets, long bytes) = ArchiveSums.Total(directory["archive"]);
        Assert.True(packets > 1000);
        Assert.Equal((atNfcapd.Packets, atNfcapd.Octets), (packets, bytes));
    }
}
