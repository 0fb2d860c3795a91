using System.Globalization;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>What nfcapd is sent by Weir's collector it reads as if its exporters had sent it, with the totals of the archive.</summary>
public sealed class TeeTests(RecordedTraffic traffic) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Nfcapd_behind_the_collector_has_the_same_totals_of_the_same_exporters()
    {
        Tool.RequireRoot();
        using var all = Nfcapd.Start("nfcapd", _directory["all"]);
        using var some = Nfcapd.Start("nfcapd", _directory["some"]);
        (RunningTool collector, int port) = WeirProgram.Collect(
            _directory["archive"], "--tee", $"udp://127.0.0.1:{all.Port},keep-source", "--tee", $"udp://127.0.0.1:{some.Port},from=127.0.0.8");
        ToolResult ended;
        using (collector)
        {
            foreach ((string protocol, string source) in (IEnumerable<(string, string)>)[("netflow9", "127.0.0.7"), ("ipfix", "127.0.0.8")])
                WeirProgram.Output("export", "-r", traffic.Capture, "--to", $"{protocol}://127.0.0.1:{port}", "--source", source);
            ended = collector.Stop();
        }

        (string Exporter, long Packets, long Bytes)[] archived = [.. WeirProgram.Json("top", "--archive", _directory["archive"], "--by", "sampler_address")
            .Select(static row => (row.GetProperty("sampler_address").GetString()!, row.GetProperty("packets").GetInt64(), row.GetProperty("bytes").GetInt64())).Order()];
        (string Exporter, long Packets, long Bytes)[] atNfcapd = [.. all.StopAndPrint("fmt:%ra,%pkt,%byt").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split(',', StringSplitOptions.TrimEntries)).GroupBy(static cells => cells[0])
            .Select(static group => (group.Key, group.Sum(static cells => long.Parse(cells[1], CultureInfo.InvariantCulture)), group.Sum(static cells => long.Parse(cells[2], CultureInfo.InvariantCulture)))).Order()];
        Assert.Equal(["127.0.0.7", "127.0.0.8"], archived.Select(static one => one.Exporter));
        Assert.Equal(archived, atNfcapd);
        NfdumpTotals few = some.StopAndSum();
        Assert.Equal((archived[1].Packets, archived[1].Bytes), (few.Packets, few.Octets));
        Assert.Contains($"tee udp 127.0.0.1:{all.Port}: ", ended.Error, StringComparison.Ordinal);
    }
}
