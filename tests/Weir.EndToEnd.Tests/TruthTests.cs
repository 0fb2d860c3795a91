using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>The sums over all flow records equal an independent count of the capture, to the last packet.</summary>
public sealed class TruthTests(RecordedTraffic traffic)
{
    private static readonly string[] NoTimeouts = ["--active-timeout", "0", "--idle-timeout", "0", "--tcp-end-timeout", "0"];

    [Fact]
    public void Imported_flows_add_up_to_the_packets_of_the_capture()
    {
        TsharkCount truth = TsharkCount.Of(traffic.Capture);
        using var directory = new TemporaryDirectory();

        WeirProgram.Output(["import", traffic.Capture, "--archive", directory["archive"], .. NoTimeouts]);

        Assert.Equal(truth.ByProtocol.OrderBy(entry => entry.Key), ArchiveSums.ByProtocol(directory["archive"]).OrderBy(entry => entry.Key));
        Assert.Equal(truth.DistinctTuples, ArchiveSums.Total(directory["archive"]).Flows);
    }

    [Fact]
    public void Exported_and_collected_flows_add_up_to_the_packets_of_the_capture()
    {
        TsharkCount truth = TsharkCount.Of(traffic.Capture);
        using var directory = new TemporaryDirectory();
        (RunningTool collector, int port) = WeirProgram.Collect(directory["archive"]);
        using (collector)
        {
            WeirProgram.Output("export", "-r", traffic.Capture, "--to", $"ipfix://127.0.0.1:{port}");
            Assert.Equal(0, collector.Stop().ExitCode);
        }

        Assert.Equal(truth.ByProtocol.OrderBy(entry => entry.Key), ArchiveSums.ByProtocol(directory["archive"]).OrderBy(entry => entry.Key));
    }

    [Fact]
    public void Import_and_export_tell_the_same_records()
    {
        using var directory = new TemporaryDirectory();
        WeirProgram.Output("import", traffic.Capture, "--archive", directory["imported"]);
        (RunningTool collector, int port) = WeirProgram.Collect(directory["collected"]);
        using (collector)
        {
            WeirProgram.Output("export", "-r", traffic.Capture, "--to", $"ipfix://127.0.0.1:{port}");
            collector.Stop();
        }

        Assert.Equal(Records(directory["imported"]), Records(directory["collected"]));
    }

    [Fact]
    public void Importing_the_same_file_twice_keeps_its_records_once()
    {
        using var directory = new TemporaryDirectory();
        WeirProgram.Output("import", traffic.Capture, "--archive", directory["archive"]);
        (long Flows, long Packets, long Bytes) once = ArchiveSums.Total(directory["archive"]);

        WeirProgram.Output("import", traffic.Capture, "--archive", directory["archive"]);

        Assert.Equal(once, ArchiveSums.Total(directory["archive"]));
    }

    private static string[] Records(string archive) =>
    [
        .. WeirProgram.Json("flows", "--archive", archive, "-n", "100000").Select(Describe).Order(StringComparer.Ordinal),
    ];

    /// <remarks>A template has one length for each field, so what a record lacks travels as 0.</remarks>
    private static string Describe(JsonElement record) => string.Join(' ', new[]
    {
        "src_addr", "dst_addr", "proto", "src_port", "dst_port", "icmp_type", "icmp_code", "packets", "bytes", "tcp_flags", "ip_tos", "ip_ttl", "flow_end_reason",
    }.Select(name => record.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : "0"));
}
