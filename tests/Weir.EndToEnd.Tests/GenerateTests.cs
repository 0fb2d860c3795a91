using System.Globalization;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>Generated traffic of all protocols arrives whole, and is the same for nfcapd as for Weir when its seed is.</summary>
public sealed class GenerateTests : IDisposable
{
    private const string Count = "6000";
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("netflow5", "nfcapd")]
    [InlineData("netflow9", "nfcapd")]
    [InlineData("ipfix", "nfcapd")]
    [InlineData("sflow", "sfcapd")]
    public void The_same_seed_gives_nfdump_the_totals_that_weir_has(string protocol, string peer)
    {
        using var nfcapd = Nfcapd.Start(peer, _directory["nfcapd"]);
        (RunningTool collector, int port) = WeirProgram.Collect(_directory["archive"]);
        using (collector)
        {
            foreach (int to in (int[])[nfcapd.Port, port])
                WeirProgram.Output("generate", "--to", $"{protocol}://127.0.0.1:{to}", "--count", Count, "--flows-per-second", "6000", "--exporters", "7", "--seed", "5", "--sflow-rate", "64");
            collector.Stop();
        }

        (long flows, long packets, long bytes) = ArchiveSums.Total(_directory["archive"]);
        // sfcapd multiplies by the sampling rate as it writes, Weir as it sums.
        Assert.Equal(new NfdumpTotals(long.Parse(Count, CultureInfo.InvariantCulture), packets, bytes, SequenceFailures: 0), nfcapd.StopAndSum());
        Assert.Equal(long.Parse(Count, CultureInfo.InvariantCulture), flows);
    }

    [Fact]
    public void Exporters_are_dealt_out_and_each_has_an_address_of_its_own()
    {
        (RunningTool collector, int port) = WeirProgram.Collect(_directory["archive"]);
        using (collector)
        {
            WeirProgram.Output("generate", "--exporters", "12", "--count", Count, "--flows-per-second", "6000", "--to", string.Join(',', ((string[])["netflow5", "netflow9", "ipfix", "sflow"]).Select(protocol => $"{protocol}://127.0.0.1:{port}")));
            ToolResult ended = collector.Stop();
            Assert.DoesNotContain("not decoded", ended.Error, StringComparison.Ordinal);
        }

        JsonElement[] exporters = WeirProgram.Json("top", "--archive", _directory["archive"], "--by", "sampler_address", "--order", "flows", "-n", "100");
        Assert.Equal(12, exporters.Length);
        Assert.Equal(long.Parse(Count, CultureInfo.InvariantCulture), exporters.Sum(static one => one.GetProperty("flows").GetInt64()));
        Assert.All(exporters, static one => Assert.StartsWith("127.1.0.", one.GetProperty("sampler_address").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public void A_day_is_written_at_once_as_a_capture_that_tshark_and_weir_read_alike()
    {
        string file = _directory["day.pcap"];
        WeirProgram.Output("generate", "--to", "netflow9://127.0.0.1:2055", "--write", file, "--begin", "2026-11-19 00:00", "--duration", "86400", "--flows-per-second", "0.1", "--daily-curve", "--exporters", "3");
        string[] messages = Tool.Output("tshark", "-r", file, "-d", "udp.port==2055,cflow", "-T", "fields", "-e", "frame.time_epoch", "-e", "ip.src", "-e", "cflow.version").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(messages, static line => Assert.EndsWith("\t9", line, StringComparison.Ordinal));
        Assert.Equal(["127.1.0.1", "127.1.0.2", "127.1.0.3"], messages.Select(static line => line.Split('\t')[1]).Distinct().Order(StringComparer.Ordinal));
        double first = double.Parse(messages[0].Split('\t')[0], CultureInfo.InvariantCulture);
        double last = double.Parse(messages[^1].Split('\t')[0], CultureInfo.InvariantCulture);
        Assert.InRange(last - first, 80_000, 86_400);
        WeirProgram.Output("import", "--as", "datagrams", file, "--archive", _directory["archive"]);
        JsonElement[] hours = WeirProgram.Json("top", "--archive", _directory["archive"], "--by", "time/1h", "--order", "flows", "-n", "24");
        Assert.Equal(24, hours.Length);
        // The evening is busier than the small hours: the curve is followed.
        long nanoseconds = hours[0].GetProperty("time/1h").GetInt64();
        Assert.InRange(DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100).Hour, 17, 23);
        Assert.InRange(hours[0].GetProperty("flows").GetInt64(), hours[^1].GetProperty("flows").GetInt64() * 2, hours[^1].GetProperty("flows").GetInt64() * 5);
    }

    [Theory]
    [InlineData("--begin", "-1h")]
    [InlineData("--write", "-")]
    public void A_time_that_has_passed_needs_a_file_and_a_file_an_end(string option, string value)
    {
        ToolResult told = WeirProgram.Run("generate", "--to", "netflow9://127.0.0.1:2055", option, value);
        Assert.Equal(2, told.ExitCode);
        Assert.Contains(option, told.Error, StringComparison.Ordinal);
    }
}
