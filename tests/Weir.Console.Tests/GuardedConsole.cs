using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.Console.Tests;

/// <summary>The built program as a console that asks who one is, over the archive of <see cref="RunningConsole"/>: ann is admin, bob analyst, eve viewer.</summary>
internal sealed class GuardedConsole : IDisposable
{
    internal const string Password = "correct horse battery";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly RunningTool _console;

    internal GuardedConsole(string archive)
    {
        foreach ((string name, string role) in ((string, string)[])[("ann", "admin"), ("bob", "analyst"), ("eve", "viewer")]) User(Password + "\n", "add", name, "--role", role);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        socket.Close();
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        _console = RunningTool.Start(Program, ["console", "--archive", archive, "--listen", $"127.0.0.1:{port}", "--users", Users]);
        _console.WaitForText("console at", Patience);
    }

    internal Uri Address { get; }

    internal string Users => _directory["users.json"];

    private static string Program => RepositoryRoot.Path("artifacts/weir/weir");

    /// <summary>Runs <c>weir user</c>.</summary>
    internal void User(string? input, params string[] arguments)
    {
        ToolResult result = Tool.Run(Program, ["user", .. arguments, "--users", Users], Patience, input);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    /// <summary>Runs <c>weir token add</c>; gives the token.</summary>
    internal string Token(string user) => Tool.Output(Program, "token", "add", user, "test", "--users", Users).Trim();

    public void Dispose()
    {
        _console.Stop();
        _console.Dispose();
        _directory.Dispose();
    }
}
