using System.CommandLine;
using System.CommandLine.Parsing;

namespace Weir.App.Commands;

/// <summary>The root of the command line: one line for each verb.</summary>
internal static class WeirCommand
{
    public static RootCommand Create()
    {
        var where = new Option<bool>("--where") { Description = "Print the path of the running program" };
        var root = new RootCommand("Network flow telemetry: packets become flows, flows become answers.")
        {
            DemoCommand.Create(),
            ExportCommand.Create(),
            CollectCommand.Create(),
            ImportCommand.Create(),
            TopCommand.Create(),
            FlowsCommand.Create(),
            DecodeCommand.Create(),
            FieldsCommand.Create(),
            RunCommand.Create(),
            CheckCommand.Create(),
            ShowCommand.Create(),
            CtlCommand.Create(),
            CliCommand.Create(),
            CompletionCommand.Create(),
        };
        root.Options.Add(where);
        root.SetAction(line =>
        {
            if (!line.GetValue(where)) throw new UsageException("say what to do: weir demo|run|export|collect|import|top|flows|decode|fields; see 'weir --help'");
            Console.WriteLine(Environment.ProcessPath);
            return ExitCode.Ok;
        });
        return root;
    }

    /// <summary>The words that lead to a command: <c>weir top</c>.</summary>
    public static string PathOf(SymbolResult? result) => result switch
    {
        CommandResult { Parent: null } or null => "weir",
        CommandResult { Command: { } command } => $"{PathOf(result.Parent)} {command.Name}",
        _ => PathOf(result.Parent),
    };
}
