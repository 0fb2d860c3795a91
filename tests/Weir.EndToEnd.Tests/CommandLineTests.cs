using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>The words, formats and exit codes that scripts and people rely on.</summary>
public sealed class CommandLineTests(RecordedTraffic traffic)
{
    [Fact]
    public void Help_names_every_verb_and_each_verb_has_its_own()
    {
        string help = WeirProgram.Output("--help");
        foreach (string verb in new[] { "demo", "export", "collect", "import", "tail", "top", "flows", "decode", "generate", "fields", "completion" })
        {
            Assert.Contains(verb, help, StringComparison.Ordinal);
            Assert.Contains("Usage:", WeirProgram.Output(verb, "--help"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Where_prints_the_path_of_the_running_program() =>
        Assert.Equal(WeirProgram.Path, WeirProgram.Output("--where").Trim());

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    public void Completion_scripts_are_printed(string shell) =>
        Assert.Contains("weir", WeirProgram.Output("completion", shell), StringComparison.Ordinal);

    [Fact]
    public void Bash_completes_verbs()
    {
        Tool.Require("bash");
        string script = $"source <({WeirProgram.Path} completion bash); COMP_WORDS=({WeirProgram.Path} ex); COMP_CWORD=1; COMP_LINE='{WeirProgram.Path} ex'; "
            + "COMP_POINT=${#COMP_LINE}; _weir; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Assert.Contains("export", Tool.Output("bash", "-c", script), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("top 'src ne", "src net", "src net ")]
    [InlineData("top --by src_addr \"not (src net 10.0.0.0/8 or dst po", "not (src net 10.0.0.0/8 or dst port", "not (src net 10.0.0.0/8 or dst portrange")]
    [InlineData("top 'port in [80, 443] and icmp-", "port in [80, 443] and icmp-code", "port in [80, 443] and icmp-type")]
    public void Bash_completes_a_filter_within_quotes(string line, params string[] expected)
    {
        Tool.Require("bash");
        string last = line[line.IndexOfAny(['\'', '"'])..];
        string script = $"source <({WeirProgram.Path} completion bash); COMP_WORDS=({WeirProgram.Path} words \"$1\"); COMP_CWORD=2; COMP_LINE=\"{WeirProgram.Path} $2\"; "
            + "COMP_POINT=${#COMP_LINE}; _weir; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Assert.Equal(expected, Tool.Output("bash", "-c", script, "bash", last, line).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Every_format_tells_the_same_rows()
    {
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"];
        WeirProgram.Output("import", traffic.Capture, "--archive", archive);
        string[] ask = ["top", "--archive", archive, "--by", "src_addr,dst_port", "-n", "5", "--order", "packets"];

        JsonElement[] json = WeirProgram.Json(ask);
        string[] ndjson = WeirProgram.Output([.. ask, "--format", "ndjson"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] csv = WeirProgram.Output([.. ask, "--format", "csv"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string table = WeirProgram.Output(ask);

        Assert.Equal(5, json.Length);
        Assert.Equal(json.Select(row => row.GetRawText()), ndjson);
        Assert.Equal(6, csv.Length);
        foreach ((JsonElement row, string line) in json.Zip(csv.Skip(1)))
        {
            Assert.Contains($"{row.GetProperty("packets")}", line, StringComparison.Ordinal);
            Assert.Contains(row.GetProperty("src_addr").GetString()!, table, StringComparison.Ordinal);
        }

        Assert.Equal(json.Select(row => row.GetProperty("packets").GetInt64()).OrderDescending(), json.Select(row => row.GetProperty("packets").GetInt64()));
    }

    [Fact]
    public void Filters_choose_records()
    {
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"];
        WeirProgram.Output("import", traffic.Capture, "--archive", archive);

        JsonElement[] dns = WeirProgram.Json("flows", "--archive", archive, "-n", "1000", "udp and dst port 53 and src ip 10.77.0.1");
        JsonElement[] none = WeirProgram.Json("flows", "--archive", archive, "not any");
        JsonElement[] words = WeirProgram.Json("flows", "--archive", archive, "-n", "1000", "udp", "and", "dst", "port", "53", "and", "src", "ip", "10.77.0.1");

        Assert.Equal(20, dns.Length);
        Assert.All(dns, record => Assert.Equal(53, record.GetProperty("dst_port").GetInt32()));
        Assert.Empty(none);
        Assert.Equal(20, words.Length);
    }

    [Fact]
    public void Decode_shows_each_datagram_as_a_line_of_json()
    {
        using var directory = new TemporaryDirectory();
        string capture = directory["export.pcap"];
        // Somebody must have the port, or the messages are refused.
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)receiver.Client.LocalEndPoint!).Port;
        using (LiveCapture.OfLoopback(capture, port))
            WeirProgram.Output("export", "-r", traffic.Capture, "--to", $"ipfix://127.0.0.1:{port}");

        string[] lines = WeirProgram.Output("decode", capture).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.NotEmpty(lines);
        foreach (string line in lines) JsonDocument.Parse(line).Dispose();
        Assert.Contains("sourceIPv4Address", string.Concat(lines), StringComparison.Ordinal);
        Assert.Contains("octetDeltaCount", string.Concat(lines), StringComparison.Ordinal);

        WeirProgram.Output("import", "--as", "datagrams", capture, "--archive", directory["from-datagrams"]);
        WeirProgram.Output("import", traffic.Capture, "--archive", directory["from-packets"]);
        Assert.Equal(ArchiveSums.Total(directory["from-packets"]), ArchiveSums.Total(directory["from-datagrams"]));
    }

    [Fact]
    public void A_collector_told_to_ends_by_itself_when_nothing_comes()
    {
        using var directory = new TemporaryDirectory();
        ToolResult result = WeirProgram.Run("collect", "--listen", $"udp://127.0.0.1:{FreePort.Udp()}", "--archive", directory["archive"], "--exit-after-idle", "0.3");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("0 datagrams received", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_demo_shows_the_main_job_and_ends_by_itself()
    {
        ToolResult result = WeirProgram.Run("demo", "--seconds", "3");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("src_addr", result.Output, StringComparison.Ordinal);
    }
}
