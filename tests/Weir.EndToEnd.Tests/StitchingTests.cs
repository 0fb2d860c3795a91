using System.Globalization;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>Uniflows of an exporter become conversations while they are archived: which end began is what tshark sees in the packets.</summary>
public sealed class StitchingTests(RecordedTraffic traffic)
{
    [Fact]
    public void Both_directions_of_every_conversation_say_who_sent_its_first_packet()
    {
        Tool.Require("tshark");
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"];
        (RunningTool collector, int port) = WeirProgram.Collect(archive, "--stitch", "--segment-age", "600");
        using (collector)
        {
            WeirProgram.Output("export", "-r", traffic.Capture, "--to", $"netflow9://127.0.0.1:{port}", "--source", "127.0.0.2");
            Assert.Contains(" records have a direction; 0 conversations forgotten", collector.Stop().Error, StringComparison.Ordinal);
        }

        (Dictionary<string, string> began, HashSet<string> both) = Truth();
        JsonElement[] rows = WeirProgram.Json("flows", "--archive", archive, "-n", "100000", "--columns", "src_addr,src_port,dst_addr,dst_port,proto,biflow_direction", "tcp or udp");
        Assert.True(both.Count > 30);
        Assert.Equal(both, rows.Where(row => Direction(row) != 0).Select(Key).ToHashSet());
        foreach (JsonElement row in rows)
        {
            string source = End(row, "src"), destination = End(row, "dst");
            if (both.Contains(Key(row))) Assert.Equal((Key(row), began[Key(row)] == source ? 1 : 2), (Key(row), Direction(row)));
            else Assert.Equal(0, Direction(row));
            Assert.NotEqual(source, destination);
        }
    }

    // Of each conversation the end that sent its first packet, and those of which both ends sent.
    private (Dictionary<string, string> Began, HashSet<string> Both) Truth()
    {
        var began = new Dictionary<string, string>(StringComparer.Ordinal);
        var both = new HashSet<string>(StringComparer.Ordinal);
        string text = Tool.Output("tshark", "-r", traffic.Capture, "-n", "-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE", "-Y", "tcp or udp", "-T", "fields", "-E", "occurrence=f", "-E", "separator=|",
            "-e", "ip.src", "-e", "ipv6.src", "-e", "tcp.srcport", "-e", "udp.srcport", "-e", "ip.dst", "-e", "ipv6.dst", "-e", "tcp.dstport", "-e", "udp.dstport");
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] f = line.Split('|');
            string source = $"{f[0]}{f[1]} {f[2]}{f[3]}", destination = $"{f[4]}{f[5]} {f[6]}{f[7]}";
            string key = KeyOf(f[2].Length > 0 ? 6 : 17, source, destination);
            if (!began.TryAdd(key, source) && began[key] != source) both.Add(key);
        }

        return (began, both);
    }

    private static string Key(JsonElement row) => KeyOf(row.GetProperty("proto").GetInt32(), End(row, "src"), End(row, "dst"));

    private static string KeyOf(int protocol, string one, string other) =>
        string.CompareOrdinal(one, other) < 0 ? string.Create(CultureInfo.InvariantCulture, $"{protocol} {one} {other}") : string.Create(CultureInfo.InvariantCulture, $"{protocol} {other} {one}");

    private static string End(JsonElement row, string side) => string.Create(CultureInfo.InvariantCulture, $"{row.GetProperty(side + "_addr").GetString()} {row.GetProperty(side + "_port").GetInt32()}");

    private static int Direction(JsonElement row) => row.TryGetProperty("biflow_direction", out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : 0;
}
