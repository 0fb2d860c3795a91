using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Playwright;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.Console.Tests;

/// <summary>
/// The built program as a collector with a console, fed by generated exporters and by one whose names are hostile; a second one over an archive that
/// has a week of <see cref="History"/>; and a browser.
/// </summary>
public sealed class RunningConsole : IAsyncLifetime
{
    /// <summary>Flows that the generated exporters send.</summary>
    internal const int GeneratedFlows = 6000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly TemporaryDirectory _directory = new();
    private RunningTool? _collector;
    private RunningTool? _history;
    private IPlaywright? _playwright;

    internal string Archive => _directory["archive"];

    internal Uri Address { get; private set; } = null!;

    /// <summary>The archive of <see cref="History"/>, and where its console is.</summary>
    internal string HistoryArchive => _directory["history"];

    /// <inheritdoc cref="HistoryArchive"/>
    internal Uri HistoryAddress { get; private set; } = null!;

    internal IBrowser Browser { get; private set; } = null!;

    /// <summary>Where pictures of the views are left for people to look at.</summary>
    internal static string Screenshots => RepositoryRoot.Path("artifacts/screenshots");

    public async ValueTask InitializeAsync()
    {
        string browser = Browsers.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException("install Debian's package chromium");
        int console = FreePort(SocketType.Stream, ProtocolType.Tcp);
        int port = FreePort(SocketType.Dgram, ProtocolType.Udp);
        Address = At(console);
        _collector = RunningTool.Start(Program, ["collect", "--listen", $"udp://127.0.0.1:{port}", "--archive", Archive, "--console", $"127.0.0.1:{console}", "--segment-age", "1"]);
        _collector.WaitForText("listening", Patience);
        History.Write(HistoryArchive);
        int second = FreePort(SocketType.Stream, ProtocolType.Tcp);
        HistoryAddress = At(second);
        _history = RunningTool.Start(Program, ["console", "--archive", HistoryArchive, "--listen", $"127.0.0.1:{second}"]);
        _history.WaitForText("console at", Patience);
        HostileExporter.Send(port);
        Tool.Output(Program, ["generate", "--to", $"ipfix://127.0.0.1:{port},netflow9://127.0.0.1:{port}", "--exporters", "4", "--count", $"{GeneratedFlows}", "--flows-per-second", "2000"]);
        Await(() => Flows() >= GeneratedFlows + 1);
        _playwright = await Playwright.CreateAsync();
        // Within a container its own sandbox cannot be made; what is looked at is this repository's.
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = browser, Args = ["--no-sandbox"], Timeout = 120_000 });
        Directory.CreateDirectory(Screenshots);
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.CloseAsync();
        _playwright?.Dispose();
        _collector?.Stop();
        _collector?.Dispose();
        _history?.Stop();
        _history?.Dispose();
        _directory.Dispose();
    }

    /// <summary>The rows that the command line answers.</summary>
    internal JsonElement[] Ask(params string[] question) => Ask(Archive, question);

    /// <summary>The rows that the command line answers of the week of history.</summary>
    internal JsonElement[] AskHistory(params string[] question) => Ask(HistoryArchive, question);

    /// <summary>How the command line would answer of the week of history.</summary>
    internal string ExplainHistory(params string[] question) => Tool.Output(Program, [.. question, "--archive", HistoryArchive, "--explain"]);

    private static JsonElement[] Ask(string archive, string[] question)
    {
        using var document = JsonDocument.Parse(Tool.Output(Program, [.. question, "--archive", archive, "--format", "json"]));
        return [.. document.RootElement.EnumerateArray().Select(static row => row.Clone())];
    }

    private static string Program => RepositoryRoot.Path("artifacts/weir/weir");

    private long Flows()
    {
        ToolResult asked = Tool.Run(Program, ["top", "--archive", Archive, "--by", "sampler_address", "--format", "json"], Patience);
        if (asked.ExitCode != 0) return 0;
        using var document = JsonDocument.Parse(asked.Output);
        return document.RootElement.EnumerateArray().Sum(static row => row.GetProperty("flows").GetInt64());
    }

    private static void Await(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(
        () =>
        {
            if (condition()) return true;
            Thread.Sleep(200); // between looks, each of which runs a program
            return false;
        },
        Patience));

    internal static Uri At(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));

    internal static int FreePort(SocketType type, ProtocolType protocol)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
