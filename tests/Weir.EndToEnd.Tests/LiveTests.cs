using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>A live interface is metered to the last packet.</summary>
public sealed class LiveTests
{
    [Fact]
    public void Pings_on_a_live_interface_arrive_in_the_archive()
    {
        Tool.Require("ping");
        using var directory = new TemporaryDirectory();
        using var pair = NamespacePair.Create();
        NamespacePair.Output(pair.Left, "ping", "-c", "1", "10.77.0.2");
        using RunningTool collector = NamespacePair.Start(pair.Left, WeirProgram.Path, "collect", "--listen", "udp://127.0.0.1:4739", "--archive", directory["archive"]);
        collector.WaitForText("listening", TimeSpan.FromSeconds(20));
        using RunningTool exporter = NamespacePair.Start(pair.Left, WeirProgram.Path, "export", "-i", NamespacePair.LeftInterface, "--to", "ipfix://127.0.0.1:4739");
        exporter.WaitForText("metering", TimeSpan.FromSeconds(20));

        NamespacePair.Output(pair.Left, "ping", "-c", "20", "-i", "0.02", "-s", "100", "10.77.0.2");
        Assert.Equal(0, exporter.Stop().ExitCode);
        Assert.Equal(0, collector.Stop().ExitCode);

        Assert.Equal((40, 40 * 128), ArchiveSums.ByProtocol(directory["archive"])[1]);
    }
}
