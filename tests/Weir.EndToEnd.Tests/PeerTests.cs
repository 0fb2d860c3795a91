using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>Others read what Weir exports, and Weir reads what others export, with the same totals.</summary>
public sealed partial class PeerTests(RecordedTraffic traffic)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Nfcapd_reads_our_ipfix_with_the_totals_of_the_capture()
    {
        Tool.Require("nfcapd", "nfdump");
        using var directory = new TemporaryDirectory();

        (long Packets, long Bytes) read = NfcapdTotals(directory, port =>
            WeirProgram.Output("export", "-r", traffic.Capture, "--to", $"ipfix://127.0.0.1:{port}"));

        Assert.Equal(Truth(), read);
    }

    [Fact]
    public void Nfacctd_reads_our_ipfix_with_the_totals_of_the_capture()
    {
        Tool.Require("nfacctd");
        using var directory = new TemporaryDirectory();
        int port = FreePort.Udp();
        string results = directory["acct.csv"];
        File.WriteAllText(directory["nfacctd.conf"], $"""
            daemonize: false
            nfacctd_ip: 127.0.0.1
            nfacctd_port: {port}
            plugins: print
            aggregate: proto
            print_output: csv
            print_output_file: {results}
            print_output_file_append: true
            print_refresh_time: 2
            """);
        using RunningTool nfacctd = RunningTool.Start("nfacctd", ["-f", directory["nfacctd.conf"]]);
        nfacctd.WaitForText("waiting for", Patience);

        WeirProgram.Output("export", "-r", traffic.Capture, "--to", $"ipfix://127.0.0.1:{port}");

        // It writes every other second; ended in between, it may write the same sums twice.
        long started = Stopwatch.GetTimestamp();
        while (NfacctdTotals(results).Packets < Truth().Packets && Stopwatch.GetElapsedTime(started) < Patience) Thread.Sleep(100);
        Assert.Equal(Truth(), NfacctdTotals(results));
    }

    [Fact]
    public void Tshark_dissects_our_ipfix_without_complaint()
    {
        Tool.Require("tshark");
        using var directory = new TemporaryDirectory();
        string capture = directory["export.pcap"];
        (RunningTool collector, int port) = WeirProgram.Collect(directory["archive"]);
        using (collector)
        {
            using (LiveCapture.OfLoopback(capture, port))
                WeirProgram.Output("export", "-r", traffic.Capture, "--to", $"ipfix://127.0.0.1:{port}");
            collector.Stop();
        }

        string text = Tool.Output("tshark", "-r", capture, "-d", $"udp.port=={port},cflow", "-V", "-Y", "cflow");
        Assert.Contains("FlowSet", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Malformed", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("No template found", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Expert Info (Warn", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Expert Info (Error", text, StringComparison.OrdinalIgnoreCase);
        long octets = OctetField().Matches(text).Sum(match => long.Parse(match.Groups["octets"].ValueSpan, CultureInfo.InvariantCulture));
        Assert.Equal(Truth().Bytes, octets);
    }

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
        (long Packets, long Bytes) atNfcapd = NfcapdTotals(directory, port => export(directory, port));
        (RunningTool collector, int port) = WeirProgram.Collect(directory["archive"]);
        using (collector)
        {
            export(directory, port);
            collector.Stop();
        }

        (_, long packets, long bytes) = ArchiveSums.Total(directory["archive"]);
        Assert.True(packets > 1000);
        Assert.Equal(atNfcapd, (packets, bytes));
    }

    private (long Packets, long Bytes) Truth()
    {
        IReadOnlyDictionary<int, (long Packets, long Bytes)> truth = TsharkCount.Of(traffic.Capture).ByProtocol;
        return (truth.Values.Sum(sum => sum.Packets), truth.Values.Sum(sum => sum.Bytes));
    }

    private static (long Packets, long Bytes) NfacctdTotals(string path)
    {
        if (!File.Exists(path)) return (0, 0);
        string[][] rows = [.. File.ReadLines(path).Where(line => !line.StartsWith("PROTOCOL", StringComparison.Ordinal)).Select(line => line.Split(','))];
        return (rows.Sum(cells => long.Parse(cells[^2], CultureInfo.InvariantCulture)), rows.Sum(cells => long.Parse(cells[^1], CultureInfo.InvariantCulture)));
    }

    private static (long Packets, long Bytes) NfcapdTotals(TemporaryDirectory directory, Action<int> export)
    {
        int port = FreePort.Udp();
        string files = Directory.CreateDirectory(directory["nfcapd"]).FullName;
        using RunningTool nfcapd = RunningTool.Start("nfcapd", ["-b", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-l", files, "-t", "3600", "-B", "16777216"]);
        nfcapd.WaitForText("Startup", Patience);
        export(port);
        nfcapd.Stop();
        string file = Directory.GetFiles(files, "nfcapd.2*").Single();
        string text = Tool.Output("nfdump", "-r", file, "-I");
        return (Field(text, "Packets"), Field(text, "Bytes"));
    }

    private static long Field(string text, string name) =>
        long.Parse(text.Split('\n').First(line => line.StartsWith(name + ":", StringComparison.Ordinal)).AsSpan(name.Length + 1), CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*Octets: (?<octets>\d+)", RegexOptions.Multiline)]
    private static partial Regex OctetField();
}
