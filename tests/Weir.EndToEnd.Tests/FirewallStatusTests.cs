using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary><c>weir export --control</c> tells of whatever it meters.</summary>
public sealed class FirewallStatusTests
{
    [Fact]
    public void Log_groups_and_tracked_connections_are_in_the_status_of_an_exporter()
    {
        using var directory = new TemporaryDirectory();
        using var pair = NamespacePair.Create();
        using RunningTool exporter = NamespacePair.Start(
            pair.Left, WeirProgram.Path, "export", "--nflog", "5", "--conntrack", "--to", $"ipfix+file://{directory["export.ipfix"]}", "--control", directory["s"]);
        exporter.WaitForText("metering nflog 5, conntrack", TimeSpan.FromSeconds(30));

        JsonElement[] interfaces = [.. Show("interfaces").EnumerateArray()];
        Assert.Equal("nflog 5", Assert.Single(interfaces).GetProperty("name").GetString());
        Assert.Equal(0, Show("statistics").GetProperty("conntrack").GetProperty("overruns").GetInt64());
        Assert.Equal(0, exporter.Stop().ExitCode);

        JsonElement Show(string what) => JsonDocument.Parse(WeirProgram.Output("show", what, "--socket", directory["s"])).RootElement;
    }
}
