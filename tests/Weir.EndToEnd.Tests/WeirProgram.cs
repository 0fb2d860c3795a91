using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>The built program, run as a user runs it.</summary>
internal static class WeirProgram
{
    public static readonly string Path = Locate();

    public static ToolResult Run(params string[] arguments) => Tool.Run(Path, arguments, TimeSpan.FromSeconds(120));

    public static string Output(params string[] arguments) => Tool.Output(Path, arguments);

    /// <summary>The rows of an answer in JSON.</summary>
    public static JsonElement[] Json(params string[] arguments)
    {
        using var document = JsonDocument.Parse(Output([.. arguments, "--format", "json"]));
        return [.. document.RootElement.EnumerateArray().Select(row => row.Clone())];
    }

    public static RunningTool Start(params string[] arguments) => RunningTool.Start(Path, arguments);

    /// <summary>Starts a collector on a free port and waits until it listens.</summary>
    public static (RunningTool Collector, int Port) Collect(string archive, params string[] more)
    {
        int port = FreePort.Udp();
        RunningTool collector = Start(["collect", "--listen", $"udp://127.0.0.1:{port}", "--archive", archive, .. more]);
        collector.WaitForText("listening", TimeSpan.FromSeconds(20));
        return (collector, port);
    }

    private static string Locate()
    {
        string path = RepositoryRoot.Path("artifacts/weir/weir");
        return File.Exists(path) ? path : throw new FileNotFoundException("build the program first: ./weir --help", path);
    }
}
