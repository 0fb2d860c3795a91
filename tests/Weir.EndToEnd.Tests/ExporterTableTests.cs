using System.Globalization;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>The archive's table of exporters against what tshark reads of the same datagrams, some of which are taken out, and against nfdump's count of flows.</summary>
public sealed class ExporterTableTests : IDisposable
{
    private const int Port = 29_955;
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("netflow5", "nfcapd")]
    [InlineData("netflow9", "nfcapd")]
    [InlineData("ipfix", "nfcapd")]
    [InlineData("sflow", "sfcapd")]
    public void Messages_octets_records_and_losses_are_those_that_others_count(string protocol, string peer)
    {
        Tool.Require("tshark", "editcap", peer, "nfdump");
        string all = _directory["all.pcap"], some = _directory["some.pcap"], archive = _directory["archive"];
        // More than a minute, so that there are several rows of each exporter.
        WeirProgram.Output("generate", "--to", string.Create(CultureInfo.InvariantCulture, $"{protocol}://127.0.0.1:{Port}"), "--exporters", "3", "--flows-per-second", "200", "--duration", "130", "--write", all, "--begin", "2026-11-20 08:00");
        Tool.Output("editcap", all, some, "300-309", "700", "1000-1004");
        WeirProgram.Output("import", "--as", "datagrams", some, "--archive", archive);

        JsonElement[] rows = WeirProgram.Json("exporters", "--archive", archive);
        IReadOnlyList<Heard> wanted = protocol == "sflow" ? SFlow(some) : NetFlow(some, protocol);
        Assert.Equal(3, wanted.Count);
        Assert.True(wanted.Sum(static one => one.Lost) > 0);
        Assert.Equal(wanted, rows.Select(static row => new Heard(Text(row, "exporter"), Number(row, "domain"), Number(row, "messages"), Number(row, "octets"), Number(row, "lost"))));
        Assert.All(rows, row => Assert.Equal((protocol, 3L, 0L), (Text(row, "protocol"), Number(row, "minutes"), Number(row, "decode_errors"))));

        using var nfcapd = Nfcapd.Start(peer, _directory["peer"]);
        nfcapd.Send(Fields(some, "udp.payload").Select(static fields => Convert.FromHexString(fields[0])));
        Assert.Equal(nfcapd.StopAndSum().Flows, rows.Sum(static row => Number(row, "records")));
        Assert.Equal(ArchiveSums.Total(archive).Flows, rows.Sum(static row => Number(row, "records")));
    }

    [Fact]
    public void Rows_are_asked_exported_compacted_and_verified_like_those_of_other_tables()
    {
        string capture = _directory["some.pcap"], archive = _directory["archive"];
        WeirProgram.Output("generate", "--to", string.Create(CultureInfo.InvariantCulture, $"ipfix://127.0.0.1:{Port}"), "--exporters", "2", "--flows-per-second", "50", "--duration", "90", "--write", capture, "--begin", "2026-11-20 08:00");
        WeirProgram.Output("import", "--as", "datagrams", capture, "--archive", archive);
        string sums = "SELECT sampler_address, sum(messages) AS messages, sum(records) AS records FROM exporters GROUP BY 1 ORDER BY 1";
        string[] before = [.. WeirProgram.Json("sql", "--archive", archive, sums).Select(static row => row.GetRawText())];
        Assert.Equal(2, before.Length);
        Assert.Equal(before, WeirProgram.Json("exporters", "--archive", archive).Select(static row => $"{{\"sampler_address\":\"{Text(row, "exporter")}\",\"messages\":{Number(row, "messages")},\"records\":{Number(row, "records")}}}"));
        Assert.Single(WeirProgram.Json("exporters", "--archive", archive, "--exporter", "127.1.0.2"));
        Assert.Empty(WeirProgram.Json("exporters", "--archive", archive, "--since", "2026-11-20 09:00"));
        Assert.Equal(2, WeirProgram.Run("exporters", "--archive", archive, "--exporter", "router").ExitCode);

        WeirProgram.Output("archive", "export", "--archive", archive, "--table", "exporters", "--to", _directory["exporters.parquet"]);
        WeirProgram.Output("archive", "import", "--archive", _directory["other"], _directory["exporters.parquet"]);
        Assert.Equal(before, WeirProgram.Json("sql", "--archive", _directory["other"], sums).Select(static row => row.GetRawText()));
        Assert.Contains("\"exporters\"", WeirProgram.Output("archive", "info", "--archive", archive, "--format", "json"), StringComparison.Ordinal);
        Assert.Equal(0, WeirProgram.Run("archive", "verify", "--archive", archive).ExitCode);
        Assert.Contains("exporters", WeirProgram.Output("archive", "retain", "--archive", archive, "--keep", "exporters=1s", "--dry-run"), StringComparison.Ordinal);
    }

    /// <summary>What came of an exporter.</summary>
    private sealed record Heard(string Exporter, long Domain, long Messages, long Octets, long Lost);

    // tshark tells the number that it expects where another comes; what it does not analyse has the number of records in its header.
    private static Heard[] NetFlow(string capture, string protocol)
    {
        string domain = protocol switch { "netflow5" => "cflow.engine_id", "netflow9" => "cflow.source_id", _ => "cflow.od_id" };
        Dictionary<(string, long), uint> expected = [];
        return Sum(Fields(capture, "ip.src", domain, "udp.length", "cflow.sequence", "cflow.sequence_analysis.expected_sn", "cflow.count").Select(fields =>
        {
            (string exporter, long of, uint sequence) = (fields[0], long.Parse(fields[1], CultureInfo.InvariantCulture), uint.Parse(fields[3], CultureInfo.InvariantCulture));
            long lost = fields[4].Length > 0 ? sequence - uint.Parse(fields[4], CultureInfo.InvariantCulture) : 0;
            if (protocol == "netflow5")
            {
                lost = sequence - expected.GetValueOrDefault((exporter, of), sequence);
                expected[(exporter, of)] = sequence + uint.Parse(fields[5], CultureInfo.InvariantCulture);
            }

            return new Heard(exporter, of, 1, PayloadOf(fields[2]), lost);
        }));
    }

    private static Heard[] SFlow(string capture)
    {
        Dictionary<(string, long), uint> expected = [];
        return Sum(Fields(capture, "sflow_245.agent", "sflow_245.sub_agent_id", "udp.length", "sflow_245.sequence_number").Select(fields =>
        {
            (string exporter, long of, uint sequence) = (fields[0], long.Parse(fields[1], CultureInfo.InvariantCulture), uint.Parse(fields[3], CultureInfo.InvariantCulture));
            long lost = sequence - expected.GetValueOrDefault((exporter, of), sequence);
            expected[(exporter, of)] = sequence + 1;
            return new Heard(exporter, of, 1, PayloadOf(fields[2]), lost);
        }));
    }

    private static Heard[] Sum(IEnumerable<Heard> messages) =>
    [
        .. messages.GroupBy(static one => (one.Exporter, one.Domain)).Select(static group => new Heard(
            group.Key.Exporter, group.Key.Domain, group.Count(), group.Sum(static one => one.Octets), group.Sum(static one => one.Lost))).OrderBy(static one => one.Domain),
    ];

    private static long PayloadOf(string udpLength) => long.Parse(udpLength, CultureInfo.InvariantCulture) - 8;

    /// <summary>Fields of the outermost headers of each datagram.</summary>
    private static string[][] Fields(string capture, params string[] names) =>
    [
        .. Tool.Output("tshark", ["-r", capture, "-n", "-d", string.Create(CultureInfo.InvariantCulture, $"udp.port=={Port},{(names[0].StartsWith("sflow", StringComparison.Ordinal) ? "sflow" : "cflow")}"),
            "-T", "fields", "-E", "occurrence=f", .. names.SelectMany(static name => (string[])["-e", name])]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.TrimEnd('\r').Split('\t')),
    ];

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static long Number(JsonElement row, string name) => row.GetProperty(name).GetInt64();
}
