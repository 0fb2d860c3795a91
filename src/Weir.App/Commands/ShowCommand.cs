using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json;
using Weir.App.Operating;
using Weir.App.Remote;

namespace Weir.App.Commands;

/// <summary><c>weir show</c>: what a running <c>weir run</c> does, as JSON.</summary>
internal static class ShowCommand
{
    /// <param name="path">The control socket where none is said.</param>
    public static Command Create(string? path = null)
    {
        var command = new Command("show", "Show what a running 'weir run' does, as JSON");
        command.Subcommands.Add(Simple(path, "attention", "What somebody should look at now, and what to do"));
        command.Subcommands.Add(FlowExport(path));
        command.Subcommands.Add(Flows(path));
        command.Subcommands.Add(Heard(path, "exporters", "The exporters that the collector heard: traffic, templates, sampling, losses, clocks", DirectoryJson.ExporterColumns));
        command.Subcommands.Add(Heard(path, "interfaces", "The metered interfaces and their counters; with 'exporter' the interfaces of exporters that the collector heard", DirectoryJson.InterfaceColumns));
        command.Subcommands.Add(Heard(path, "templates", "The templates in force of the exporters that the collector heard", DirectoryJson.TemplateColumns));
        command.Subcommands.Add(Simple(path, "sampling", "What the kernel samples, and what of that was lost"));
        command.Subcommands.Add(Simple(path, "statistics", "All counters"));
        return command;
    }

    /// <summary>The option of every verb that asks a running process.</summary>
    public static Option<string> SocketOption(string? path = null) => new("--socket", "--control")
    {
        Description = "Control socket of the running process",
        DefaultValueFactory = _ => path ?? ControlSocketPath.Default,
    };

    private static Command FlowExport(string? path)
    {
        Option<string> socket = SocketOption(path);
        var words = new Argument<string[]>("name") { Description = "name NAME: one collector", Arity = new ArgumentArity(0, 2) };
        words.CompletionSources.Add(context => context.ParseResult.GetResult(words)?.Tokens is [{ Value: "name" }, ..]
            ? [.. CollectorNames.Of(context.ParseResult.GetValue(socket) ?? "").Select(static name => new CompletionItem(name))]
            : [new CompletionItem("name")]);
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

    private static Command Heard(string? path, string what, string description, IReadOnlyList<string> columns)
    {
        Option<string> socket = SocketOption(path);
        var format = new Option<string>("--format") { Description = "json or table", DefaultValueFactory = _ => "json" };
        format.AcceptOnlyFromAmong("json", "table");
        var words = new Argument<string[]>("exporter") { Description = $"exporter ADDRESS: one exporter; exporter {DirectoryJson.All}: all", Arity = new ArgumentArity(0, 2) };
        words.CompletionSources.Add("exporter");
        var command = new Command(what, description) { socket, format, words };
        var server = new ServerArguments();
        server.AddTo(command);
        command.SetAction(async (line, cancellation) =>
        {
            string? exporter = line.GetValue(words) switch
            {
                null or [] => null,
                ["exporter", { } one] => one,
                _ => throw new UsageException($"show {what}: want nothing more, or 'exporter ADDRESS'"),
            };
            IReadOnlyList<string>? table = line.GetValue(format) == "table" ? columns : null;
            if (!server.IsSaid(line)) return await ControlClient.PrintAsync(line.GetRequiredValue(socket), new ControlRequest($"show {what}", exporter), cancellation, table);
            if (what == "interfaces" && exporter is null) throw new UsageException($"show interfaces: another Weir tells those of exporters: want 'exporter ADDRESS', or 'exporter {DirectoryJson.All}'");
            using JsonDocument answer = JsonDocument.Parse(await server.Read(line).AskAsync(what, exporter is null ? [] : [("exporter", exporter)], cancellation));
            return await ControlClient.PrintAsync(answer.RootElement, table, cancellation);
        });
        return command;
    }

    private static Command Flows(string? path)
    {
        Option<string> socket = SocketOption(path);
        var count = new Option<int?>("--count", "-n") { Description = "Flows at most" };
        var command = new Command("flows", "The flows that are going on") { socket, count };
        command.SetAction((line, cancellation) =>
            ControlClient.PrintAsync(line.GetRequiredValue(socket), new ControlRequest("show flows", Count: line.GetValue(count)), cancellation));
        return command;
    }

    private static Command Simple(string? path, string what, string description)
    {
        Option<string> socket = SocketOption(path);
        var command = new Command(what, description) { socket };
        command.SetAction((line, cancellation) => ControlClient.PrintAsync(line.GetRequiredValue(socket), new ControlRequest($"show {what}"), cancellation));
        return command;
    }
}
