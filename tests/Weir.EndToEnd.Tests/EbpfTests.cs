using System.Globalization;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>Flows counted within the kernel, from a known process to the archive of a collector on another host.</summary>
public sealed class EbpfTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void The_archive_names_the_process_of_each_flow_and_not_the_exporter_s_own()
    {
        using NamespacePair pair = NamespacePair.Create();
        Tool.Require("iperf3");
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"];
        using RunningTool collector = NamespacePair.Start(
            pair.Right, WeirProgram.Path, "collect", "--listen", "udp://10.77.0.2:4739", "--archive", archive, "--exit-after-idle", "5");
        collector.WaitForText("listening", Patience);
        using RunningTool server = NamespacePair.Start(pair.Right, "iperf3", "-s", "--forceflush");
        server.WaitForText("Server listening", Patience);
        // Not by 'ip netns exec', which hides the control groups by which processes are found.
        using RunningTool exporter = RunningTool.Start(
            "nsenter", [$"--net=/run/netns/{pair.Left}", WeirProgram.Path, "export", "--ebpf", NamespacePair.LeftInterface, "--active-timeout", "1", "--to", "ipfix://10.77.0.2:4739"]);
        exporter.WaitForText("metering ebpf", Patience);
        // Long enough that some of the exporter's own messages pass in the midst of it.
        using RunningTool client = NamespacePair.Start(pair.Left, "iperf3", "-c", "10.77.0.2", "-t", "3", "-b", "20M");
        int process = client.Id;
        Assert.Equal(0, client.WaitForEnd(Patience).ExitCode);
        Assert.Equal(0, exporter.Stop().ExitCode);
        Assert.Equal(0, collector.WaitForEnd(TimeSpan.FromSeconds(60)).ExitCode);

        JsonElement[] flows = WeirProgram.Json("flows", "--archive", archive, "-n", "1000", "tcp and port 5201");
        Assert.True(flows.Length >= 8, $"{flows.Length} records");
        Assert.All(flows, flow => Assert.Equal(("iperf3", process), (flow.GetProperty("process_name").GetString(), flow.GetProperty("process_id").GetInt32())));
        Assert.NotEmpty(WeirProgram.Json("flows", "--archive", archive, "process_name iperf3"));
        Assert.Empty(WeirProgram.Json("flows", "--archive", archive, "port 4739"));
        JsonElement top = WeirProgram.Json("top", "--archive", archive, "--by", "process_name")[0];
        Assert.Equal("iperf3", top.GetProperty("process_name").GetString());
        Assert.True(top.GetProperty("bytes").GetInt64() > 6_000_000, top.GetProperty("bytes").GetInt64().ToString(CultureInfo.InvariantCulture));
    }
}
