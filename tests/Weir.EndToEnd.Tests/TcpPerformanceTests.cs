using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>
/// TCP through a network that loses packets at random, recorded on the way: for each direction of each connection as many
/// retransmissions and segments out of order as Wireshark's analysis finds in the capture.
/// </summary>
public sealed class TcpPerformanceTests
{
    private const string Loss = """
        table inet loss {
          chain input { type filter hook input priority 0; tcp dport 5201 numgen random mod 100 < 2 drop; tcp sport 5201 numgen random mod 100 < 3 drop; }
        }
        """;

    [Fact]
    public void Retransmissions_and_reordering_are_those_that_tshark_finds()
    {
        Tool.Require("tcpdump", "iperf3", "nft", "tshark");
        using var directory = new TemporaryDirectory();
        string capture = directory["loss.pcap"];
        Record(capture, directory["loss.nft"]);
        string archive = directory["archive"];
        WeirProgram.Output("import", capture, "--archive", archive, "--tcp-performance");
        var ours = new Dictionary<(int Source, int Destination), (long Retransmissions, long OutOfOrder)>();
        foreach (JsonElement record in WeirProgram.Json("flows", "--archive", archive, "-n", "10000", "tcp"))
        {
            (int, int) key = (record.GetProperty("src_port").GetInt32(), record.GetProperty("dst_port").GetInt32());
            (long retransmissions, long outOfOrder) = ours.GetValueOrDefault(key);
            ours[key] = (retransmissions + record.GetProperty("tcp_retransmissions").GetInt64(), outOfOrder + record.GetProperty("tcp_out_of_order").GetInt64());
        }

        Dictionary<(int, int), long> again = Analysed(capture, "tcp.analysis.retransmission || tcp.analysis.spurious_retransmission");
        Dictionary<(int, int), long> overtaken = Analysed(capture, "tcp.analysis.out_of_order");
        Assert.True(again.Values.Sum() > 0, "nothing was lost");
        Assert.Equal(
            ours.OrderBy(each => each.Key).Select(each => (each.Key, (again.GetValueOrDefault(each.Key), overtaken.GetValueOrDefault(each.Key)))),
            ours.OrderBy(each => each.Key).Select(each => (each.Key, each.Value)));
        Assert.Subset(ours.Keys.ToHashSet(), again.Keys.ToHashSet());
    }

    private static void Record(string capture, string rules)
    {
        using var pair = NamespacePair.Create();
        File.WriteAllText(rules, Loss);
        foreach (string name in new[] { pair.Left, pair.Right }) NamespacePair.Output(name, "nft", "-f", rules);
        using LiveCapture live = LiveCapture.Of(pair.Right, NamespacePair.RightInterface, capture);
        using RunningTool server = NamespacePair.Start(pair.Right, "iperf3", "-s", "--forceflush");
        server.WaitForText("listening", TimeSpan.FromSeconds(30));
        // Both ways; a lost first segment may cost iperf3 seconds.
        foreach (string direction in new[] { "--parallel=2", "--reverse" })
            NamespacePair.Output(pair.Left, "iperf3", "-c", "10.77.0.2", "-n", "1M", direction);
    }

    private static Dictionary<(int, int), long> Analysed(string capture, string filter) =>
        Tool.Output("tshark", "-r", capture, "-n", "-Y", filter, "-T", "fields", "-e", "tcp.srcport", "-e", "tcp.dstport")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .GroupBy(ports => (int.Parse(ports[0], System.Globalization.CultureInfo.InvariantCulture), int.Parse(ports[1], System.Globalization.CultureInfo.InvariantCulture)))
            .ToDictionary(each => each.Key, each => (long)each.Count());
}
