using System.Globalization;
using System.Text.RegularExpressions;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>A collector of libfixbuf, CERT's IPFIX library that YAF and SiLK use, gets what the capture holds over streams.</summary>
public sealed partial class LibfixbufTests(RecordedTraffic traffic)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void It_reads_our_ipfix_over_tcp_with_the_totals_of_the_capture()
    {
        using var directory = new TemporaryDirectory();
        string program = Compile(directory);
        string port = FreePort.Tcp().ToString(CultureInfo.InvariantCulture);
        using RunningTool collector = RunningTool.Start(program, ["tcp", port]);
        collector.WaitForText("listening", Patience);
        AssertTotals(collector, $"ipfix+tcp://127.0.0.1:{port}");
    }

    [Fact]
    public void It_reads_our_ipfix_over_tls_with_the_totals_of_the_capture_both_sides_proven()
    {
        using var directory = new TemporaryDirectory();
        string program = Compile(directory);
        Tool.Require("openssl");
        Tool.Output("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=authority", "-keyout", directory["ca.key"], "-out", directory["ca.pem"]);
        foreach (string name in (string[])["collector", "exporter"])
        {
            File.WriteAllText(directory["names"], "subjectAltName=IP:127.0.0.1\n");
            Tool.Output("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", $"/CN={name}", "-keyout", directory[name + ".key"], "-out", directory[name + ".csr"]);
            Tool.Output(
                "openssl", "x509", "-req", "-in", directory[name + ".csr"], "-CA", directory["ca.pem"], "-CAkey", directory["ca.key"], "-CAcreateserial",
                "-days", "2", "-extfile", directory["names"], "-out", directory[name + ".pem"]);
        }

        // The library of Debian knows no TLS: openssl takes it off and hands on what came. It would end with its own input, which stays open here.
        string port = FreePort.Tcp().ToString(CultureInfo.InvariantCulture);
        using RunningTool collector = RunningTool.Start("sh", [
            "-c", $"openssl s_server -quiet -naccept 1 -Verify 1 -verify_return_error -accept 127.0.0.1:{port} -CAfile {directory["ca.pem"]} -cert {directory["collector.pem"]} -key {directory["collector.key"]} | {program} stdin"], redirectInput: true);
        AssertTotals(
            collector, $"ipfix+tls://127.0.0.1:{port}",
            "--tls-ca", directory["ca.pem"], "--tls-cert", directory["exporter.pem"], "--tls-key", directory["exporter.key"], "--retry", "0.1");
    }

    private void AssertTotals(RunningTool collector, string to, params string[] options)
    {
        ToolResult sent = Tool.Run(WeirProgram.Path, ["export", "-r", traffic.Capture, "--to", to, "--pace", "0", .. options], Patience);
        Assert.True(sent.ExitCode == 0, $"{sent.Error}; the collector said: {collector.ErrorSoFar}");
        ToolResult result = collector.WaitForEnd(Patience);
        Assert.True(result.ExitCode == 0, result.Error);
        Match totals = Totals().Match(result.Output);
        IReadOnlyDictionary<int, (long Packets, long Bytes)> truth = TsharkCount.Of(traffic.Capture).ByProtocol;
        Assert.Equal(
            (truth.Values.Sum(static sum => sum.Packets), truth.Values.Sum(static sum => sum.Bytes)), (Number(totals, "packets"), Number(totals, "octets")));
        Assert.Equal(Number(Exported().Match(sent.Error), "records"), Number(totals, "records"));
    }

    private static string Compile(TemporaryDirectory directory)
    {
        Tool.Require("gcc", "pkg-config", "tshark");
        Assert.SkipUnless(Tool.Run("pkg-config", ["--exists", "libfixbuf"]).ExitCode == 0, "libfixbuf-dev is not installed");
        string[] flags = Tool.Output("pkg-config", "--cflags", "--libs", "libfixbuf").Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        ToolResult compiled = Tool.Run("gcc", ["-O1", "-Wall", "-o", directory["collector"], RepositoryRoot.Path("tests/Weir.EndToEnd.Tests/Libfixbuf/collector.c"), .. flags]);
        Assert.True(compiled.ExitCode == 0, compiled.Error);
        return directory["collector"];
    }

    private static long Number(Match match, string name) => long.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^records (?<records>\d+) others (?<others>\d+) packets (?<packets>\d+) octets (?<octets>\d+)$", RegexOptions.Multiline)]
    private static partial Regex Totals();

    [GeneratedRegex(@": (?<records>\d+) records in ")]
    private static partial Regex Exported();
}
