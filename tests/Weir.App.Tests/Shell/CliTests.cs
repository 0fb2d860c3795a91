using System.Text.Json;
using Weir.App.Operating;
using Weir.App.Shell;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.App.Tests.Shell;

/// <summary>The shell against a control socket that answers: by itself, through a pipe, and on a real terminal.</summary>
public sealed class CliTests
{
    private static readonly string Weir = Path.Combine(AppContext.BaseDirectory, "weir");

    [Fact]
    public async Task Lines_ask_and_pipe()
    {
        using var directory = new TemporaryDirectory();
        await using ControlServer server = ControlServer.Start(directory["s"], AnswerAsync);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var commands = new ShellCommands(directory["s"], null, output, error);

        Assert.Equal(0, await commands.RunAsync("show flow-export | match paris | count", TestContext.Current.CancellationToken));
        Assert.Equal(0, await commands.RunAsync("expire-all", TestContext.Current.CancellationToken));
        Assert.Equal(2, await commands.RunAsync("dance", TestContext.Current.CancellationToken));
        Assert.Equal(1, await commands.RunAsync("show flows", TestContext.Current.CancellationToken));

        Assert.Equal("1\n{\n  \"expired\": 7\n}\n", output.ToString());
        Assert.Equal("weir: 'dance' is no word of the shell; see 'help'\nweir: no\n", error.ToString());
    }

    [Fact]
    public async Task Collectors_are_completed_by_their_names()
    {
        using var directory = new TemporaryDirectory();
        await using ControlServer server = ControlServer.Start(directory["s"], AnswerAsync);
        var completion = new ShellCompletion(new ShellCommands(directory["s"], null, TextWriter.Null, TextWriter.Null).Root);

        // On a thread of its own, because completion waits for the answer.
        (_, IReadOnlyList<string> names) = await Task.Run(() => completion.Complete("show flow-export name "), TestContext.Current.CancellationToken);
        (int start, IReadOnlyList<string> begun) = await Task.Run(() => completion.Complete("show flow-export name par"), TestContext.Current.CancellationToken);

        Assert.Equal(["lab", "paris"], names.Where(static name => !name.StartsWith('-') && !name.StartsWith('/')));
        Assert.Equal(("show flow-export name ".Length, "paris"), (start, Assert.Single(begun)));
    }

    [Fact]
    public async Task Lines_come_through_a_pipe_until_one_is_wrong()
    {
        using var directory = new TemporaryDirectory();
        await using ControlServer server = ControlServer.Start(directory["s"], AnswerAsync);

        ToolResult result = await Task.Run(
            () => Tool.Run(Weir, ["cli", "--socket", directory["s"]], input: "# names\nshow flow-export | first 1 | count\nnonsense\nshow flow-export\n"),
            TestContext.Current.CancellationToken);

        Assert.Equal((2, "1\n"), (result.ExitCode, result.Output));
        Assert.Contains("'nonsense' is no word", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_has_completion_history_and_an_end()
    {
        Tool.Require("script");
        using var directory = new TemporaryDirectory();
        await using ControlServer server = ControlServer.Start(directory["s"], AnswerAsync);
        string state = directory["state"];

        using var terminal = new Terminal($"stty cols 120; env TERM=xterm XDG_STATE_HOME={state} {Weir} cli --socket {directory["s"]}");
        await Task.Run(
            () =>
            {
                terminal.Await("weir> ", 1);
                terminal.Type("sho\t");
                terminal.Await("weir> show ", 1);
                terminal.Type("flow-e\t");
                terminal.Await("weir> show flow-export ", 1);
                terminal.Type("name par\t");
                terminal.Await("weir> show flow-export name paris ", 1);
                terminal.Type("| match paris | count\r");
                terminal.Await("\n1\r\n", 1);
                terminal.Type("\u001b[A");
                terminal.Await("weir> show flow-export name paris | match paris | count", 2);
                terminal.Type("\r");
                terminal.Await("\n1\r\n", 2);
                terminal.Type("\u0004");
                Assert.Equal(0, terminal.End());
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(["show flow-export name paris | match paris | count"], await File.ReadAllLinesAsync(Path.Combine(state, "weir", "cli-history"), TestContext.Current.CancellationToken));
    }

    private static Task<string?> AnswerAsync(ControlRequest request, Utf8JsonWriter json)
    {
        switch (request.Command)
        {
            case "show flow-export":
                json.WriteStartArray();
                foreach (string name in (string[])["lab", "paris"])
                {
                    if (request.Name is not null && request.Name != name) continue;
                    json.WriteStartObject();
                    json.WriteString("name", name);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                return Task.FromResult<string?>(null);
            case "expire-all":
                json.WriteStartObject();
                json.WriteNumber("expired", 7);
                json.WriteEndObject();
                return Task.FromResult<string?>(null);
            default:
                return Task.FromResult<string?>("no");
        }
    }
}
