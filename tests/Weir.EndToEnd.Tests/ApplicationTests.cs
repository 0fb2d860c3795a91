using System.Globalization;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>Applications from packets to answers, and as tshark reads what is exported.</summary>
public sealed class ApplicationTests
{
    private static readonly string Capture = RepositoryRoot.Path("tests/data/applications/applications.pcap");

    [Fact]
    public void Records_are_asked_for_by_application()
    {
        using var directory = new TemporaryDirectory();
        ToolResult import = WeirProgram.Run("import", Capture, "--archive", directory["archive"], "--applications", "ndpi");
        Assert.SkipWhen(import.Error.Contains("nDPI 4.2 is not installed", StringComparison.Ordinal), import.Error);
        Assert.Equal(0, import.ExitCode);

        JsonElement[] google = WeirProgram.Json("flows", "--archive", directory["archive"], "app Google");

        Assert.Equal(2, google.Length);
        Assert.All(google, static record => Assert.Equal((0x1600_007Eu, 6), (record.GetProperty("application_id").GetUInt32(), record.GetProperty("proto").GetInt32())));
    }

    [Theory]
    [InlineData("ipfix")]
    [InlineData("netflow9")]
    public void Tshark_and_the_collector_read_the_numbers_and_the_names_told_with_them(string protocol)
    {
        Tool.Require("tshark");
        using var directory = new TemporaryDirectory();
        using var recorder = new DatagramRecorder();
        ToolResult export = WeirProgram.Run("export", "-r", Capture, "--to", $"{protocol}://127.0.0.1:{recorder.Port}", "--applications", "ndpi", "--idle-timeout", "0", "--active-timeout", "0");
        Assert.SkipWhen(export.Error.Contains("nDPI 4.2 is not installed", StringComparison.Ordinal), export.Error);
        Assert.Equal(0, export.ExitCode);
        recorder.Save(directory["export.pcap"]);

        string[] read = Tool.Output("tshark", "-r", directory["export.pcap"], "-d", string.Create(CultureInfo.InvariantCulture, $"udp.port=={recorder.Port},cflow"), "-V").Split('\n');
        Assert.Contains(read, static line => line.Contains("Classification Engine ID: ntop nDPI (22)", StringComparison.Ordinal));
        Assert.Contains(read, static line => line.Contains("Selector ID: 0 00 77", StringComparison.OrdinalIgnoreCase) || line.Contains("000077", StringComparison.Ordinal));
        Assert.Contains(read, static line => line.Contains("ApplicationName: Facebook", StringComparison.Ordinal));

        WeirProgram.Output("import", "--as", "datagrams", directory["export.pcap"], "--archive", directory["archive"]);
        JsonElement[] answer = WeirProgram.Json("flows", "--archive", directory["archive"], "-n", "100", "port 8443");
        Assert.Equal([0x1600_005Bu, 0x1600_0077u, 0x1600_007Eu], answer.Select(static record => record.GetProperty("application_id").GetUInt32()).Distinct().Order());
        if (protocol == "ipfix") Assert.Equal(["Facebook", "Google", "TLS"], answer.Select(static record => record.GetProperty("application_name").GetString()).Distinct().Order(StringComparer.Ordinal));
    }
}
