using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>Two exporters on one path: their collector's sums are those of the traffic, as tshark counts it.</summary>
public sealed class DeduplicationTests(RecordedTraffic traffic)
{
    [Theory]
    [InlineData("flag")]
    [InlineData("drop")]
    public void Traffic_that_two_exporters_tell_of_counts_once(string action)
    {
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"];
        (RunningTool collector, int port) = WeirProgram.Collect(archive, "--dedup", "window", "--dedup-action", action);
        using (collector)
        {
            foreach (string source in (string[])["127.0.0.2", "127.0.0.3"])
                WeirProgram.Output("export", "-r", traffic.Capture, "--to", $"ipfix://127.0.0.1:{port}", "--source", source);
            ToolResult ended = collector.Stop();
            Assert.Contains(action == "flag" ? " flagged, 0 dropped; 0 flows forgotten" : "duplicates: 0 flagged, ", ended.Error, StringComparison.Ordinal);
        }

        IReadOnlyDictionary<int, (long Packets, long Bytes)> truth = TsharkCount.Of(traffic.Capture).ByProtocol;
        (long packets, long bytes) once = (truth.Values.Sum(static sum => sum.Packets), truth.Values.Sum(static sum => sum.Bytes));
        int times = action == "flag" ? 2 : 1;
        Assert.Equal(once, Sums(archive));
        Assert.Equal((times * once.packets, times * once.bytes), Sums(archive, "--with-duplicates"));
        Assert.Equal(times == 2 ? once : (0, 0), Sums(archive, "is_duplicate 1"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_two_exporters_the_one_counts_that_does_not_sample_whoever_is_heard_first(bool isSampledFirst)
    {
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"];
        (RunningTool collector, int port) = WeirProgram.Collect(archive, "--dedup", "best", "--segment-age", "600");
        using (collector)
        {
            foreach (bool isSampled in (bool[])[isSampledFirst, !isSampledFirst])
            {
                string[] sampling = isSampled ? ["--sampling-rate", "10"] : [];
                WeirProgram.Output(["export", "-r", traffic.Capture, "--to", $"ipfix://127.0.0.1:{port}", "--source", isSampled ? "127.0.0.2" : "127.0.0.3", .. sampling]);
            }

            collector.Stop();
        }

        IReadOnlyDictionary<int, (long Packets, long Bytes)> truth = TsharkCount.Of(traffic.Capture).ByProtocol;
        Assert.Equal((truth.Values.Sum(static sum => sum.Packets), truth.Values.Sum(static sum => sum.Bytes)), Sums(archive));
        Assert.Equal("127.0.0.2", Assert.Single(WeirProgram.Json("top", "--archive", archive, "--by", "sampler_address", "is_duplicate 1")).GetProperty("sampler_address").GetString());
    }

    private static (long Packets, long Bytes) Sums(string archive, params string[] more)
    {
        JsonElement[] rows = WeirProgram.Json(["top", "--archive", archive, "--by", "proto", "-n", "1000", .. more]);
        return (rows.Sum(static row => row.GetProperty("packets").GetInt64()), rows.Sum(static row => row.GetProperty("bytes").GetInt64()));
    }
}
