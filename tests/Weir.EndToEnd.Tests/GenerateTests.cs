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
}
