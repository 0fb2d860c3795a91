using System.CommandLine;
using Weir.App.Shell;

namespace Weir.App.Commands;

/// <summary><c>weir cli</c>: a shell that asks and steers a running <c>weir run</c> and asks archives, with pipes.</summary>
internal static class CliCommand
{
    public static Command Create()
    {
        var socket = new Option<string?>("--socket", "--control") { Description = "Control socket of the running process" };
        var archive = new Option<string?>("--archive", "-a") { Description = "Archive that top and flows ask" };
        var size = new Option<int>("--history-size") { Description = "Lines remembered; 0 is none", DefaultValueFactory = _ => ShellHistory.DefaultSize };
        var words = new Argument<string[]>("line") { Description = "One line, to be done instead of a shell: 'show flow-export | count'", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("cli", "A shell for what runs and what is archived, with completion, history, and pipes: " + OutputPipe.Usage) { socket, archive, size, words };
        command.SetAction(async (line, cancellation) =>
        {
            int lines = line.GetValue(size);
            if (lines is < 0 or > 1_000_000) throw new UsageException($"--history-size {lines}: want 0 to 1000000");
            var commands = new ShellCommands(line.GetValue(socket), line.GetValue(archive), Console.Out, Console.Error);
            if (line.GetValue(words) is { Length: > 0 } given) return await commands.RunAsync(string.Join(' ', given), cancellation);
            bool isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;
            using var shell = new InteractiveShell(commands, new ShellHistory(isTerminal ? ShellHistory.DefaultPath : null, lines));
            return isTerminal ? await shell.RunTerminalAsync() : await shell.RunLinesAsync(Console.In);
        });
        return command;
    }
}
