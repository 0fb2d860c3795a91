using System.CommandLine;
using Weir.App.Operating;

namespace Weir.App.Commands;

/// <summary><c>weir show</c>: what a running <c>weir run</c> does, as JSON.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var command = new Command("show", "Show what a running 'weir run' does, as JSON");
        command.Subcommands.Add(FlowExport());
        command.Subcommands.Add(Flows());
        command.Subcommands.Add(Simple("interfaces", "The metered interfaces and their counters"));
        command.Subcommands.Add(Simple("statistics", "All counters"));
        return command;
    }

    /// <summary>The option of every verb that asks a running process.</summary>
    public static Option<string> SocketOption() => new("--socket")
    {
        Description = "Control socket of the running process",
        DefaultValueFactory = _ => ControlSocketPath.Default,
    };

    private static Command FlowExport()
    {
        Option<string> socket = SocketOption();
        var words = new Argument<string[]>("name") { Description = "name NAME: one collector", Arity = new ArgumentArity(0, 2) };
        var command = new Command("flow-export", "The collectors that flows are exported to") { socket, words };
        command.SetAction((line, cancellation) =>
        {
            string? name = line.GetValue(words) switch
            {
                null or [] => null,
                ["name", { } one] => one,
                _ => throw new UsageException("show flow-export: want nothing more, or 'name NAME'"),
            };
            return ControlClient.PrintAsync(line.GetRequiredValue(socket), new ControlRequest("show flow-export", name), cancellation);
        });
        return command;
    }

    private static Command Flows()
    {
        Option<string> socket = SocketOption();
        var count = new Option<int?>("--count", "-n") { Description = "Flows at most" };
        var command = new Command("flows", "The flows that are going on") { socket, count };
        command.SetAction((line, cancellation) =>
            ControlClient.PrintAsync(line.GetRequiredValue(socket), new ControlRequest("show flows", Count: line.GetValue(count)), cancellation));
        return command;
    }

    private static Command Simple(string what, string description)
    {
        Option<string> socket = SocketOption();
        var command = new Command(what, description) { socket };
        command.SetAction((line, cancellation) => ControlClient.PrintAsync(line.GetRequiredValue(socket), new ControlRequest($"show {what}"), cancellation));
        return command;
    }
}
