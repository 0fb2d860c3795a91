using System.CommandLine;
using Weir.App.Operating;

namespace Weir.App.Commands;

/// <summary><c>weir ctl</c>: tells a running <c>weir run</c> what to do, with softflowctl's verbs.</summary>
internal static class CtlCommand
{
    /// <param name="path">The control socket where none is said.</param>
    public static Command Create(string? path = null)
    {
        Option<string> socket = ShowCommand.SocketOption(path);
        var verb = new Argument<string>("verb") { Description = string.Join(", ", ControlCommands.Verbs) };
        verb.CompletionSources.Add([.. ControlCommands.Verbs]);
        var count = new Option<int?>("--count", "-n") { Description = "dump-flows: flows at most" };
        var command = new Command("ctl", "Tell a running 'weir run' what to do") { verb, socket, count };
        command.SetAction((line, cancellation) =>
        {
            string asked = line.GetRequiredValue(verb);
            if (!ControlCommands.Verbs.Contains(asked, StringComparer.Ordinal))
                throw new UsageException($"ctl {asked}: want one of {string.Join(", ", ControlCommands.Verbs)}");
            return ControlClient.PrintAsync(line.GetRequiredValue(socket), new ControlRequest(asked, Count: line.GetValue(count)), cancellation);
        });
        return command;
    }
}
