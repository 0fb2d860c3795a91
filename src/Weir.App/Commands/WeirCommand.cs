using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace Weir.App.Commands;

/// <summary>The root of the command line: one line for each verb.</summary>
internal static class WeirCommand
{
    /// <summary>Every verb, in the order of the help.</summary>
    private static readonly string[] Verbs =
        ["demo", "export", "collect", "import", "tail", "top", "series", "flows", "pairs", "matrix", "count", "percentile", "sql", "counters", "exporters", "replay", "journal", "archive", "decode", "generate", "fields", "console", "user", "token", "audit", "run", "check", "show", "ctl", "cli", "completion"];

    /// <summary>Those of them that ask an archive.</summary>
    private static readonly string[] Questions = ["top", "series", "flows", "pairs", "matrix", "count", "percentile", "sql", "counters", "exporters"];

    /// <summary>How lines are read: <c>@name</c> is a saved filter, and not a file of arguments.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>The command line.</summary>
    /// <param name="arguments">
    /// The program's. Where the first is a verb only that one is made: the others and the libraries they need cost a third of a short run.
    /// </param>
    public static RootCommand Create(params ReadOnlySpan<string> arguments)
    {
        var where = new Option<bool>("--where") { Description = "Print the path of the running program" };
        var root = new RootCommand("Network flow telemetry: packets become flows, flows become answers.");
        string[] verbs = arguments is [{ } first, ..] && Verbs.AsSpan().Contains(first) ? [first] : Verbs;
        foreach (string verb in verbs) root.Subcommands.Add(Verb(verb));
        root.Options.Add(where);
        root.SetAction(line =>
        {
            if (!line.GetValue(where)) throw new UsageException($"say what to do: weir {string.Join('|', Verbs)}; see 'weir --help'");
            Console.WriteLine(Environment.ProcessPath);
            return ExitCode.Ok;
        });
        return root;
    }

    /// <summary>A line as it is meant: <c>help top</c> is <c>top --help</c>.</summary>
    public static string[] Meant(string[] arguments) => arguments is ["help", .. var asked] ? [.. asked, "--help"] : arguments;

    /// <summary>What is wrong with a line: of one that asks for help only words that nothing is called; <see langword="null"/> where nothing is.</summary>
    public static string? Mistake(ParseResult line) => line switch
    {
        { Errors: [var first, ..] } => first.Message.ReplaceLineEndings(" ").TrimEnd('.'),
        { Action: HelpAction, UnmatchedTokens: [var word, ..] } => $"Unrecognized command or argument '{word}'",
        _ => null,
    };

    /// <summary>Whether a line asks an archive, as far as its first word says.</summary>
    public static bool IsQuestion(ReadOnlySpan<string> arguments) =>
        arguments is [{ } first, ..] && Questions.AsSpan().Contains(first) && !arguments.ContainsAny("--help", "-h", "-?");

    private static Command Verb(string name) => name switch
    {
        "demo" => DemoCommand.Create(),
        "export" => ExportCommand.Create(),
        "collect" => CollectCommand.Create(),
        "import" => ImportCommand.Create(),
        "tail" => TailCommand.Create(),
        "top" => TopCommand.Create(new()),
        "series" => SeriesCommand.Create(new()),
        "flows" => FlowsCommand.Create(new()),
        "pairs" => PairsCommand.Create(new()),
        "matrix" => MatrixCommand.Create(new()),
        "count" => CountCommand.Create(new()),
        "percentile" => PercentileCommand.Create(new()),
        "sql" => SqlCommand.Create(),
        "counters" => CountersCommand.Create(new()),
        "exporters" => ExportersCommand.Create(new()),
        "replay" => ReplayCommand.Create(),
        "journal" => JournalCommand.Create(),
        "archive" => ArchiveCommand.Create(),
        "decode" => DecodeCommand.Create(),
        "generate" => GenerateCommand.Create(),
        "fields" => FieldsCommand.Create(),
        "console" => ConsoleCommand.Create(),
        "user" => UserCommand.Create(),
        "token" => TokenCommand.Create(),
        "audit" => AuditCommand.Create(),
        "run" => RunCommand.Create(),
        "check" => CheckCommand.Create(),
        "show" => ShowCommand.Create(),
        "ctl" => CtlCommand.Create(),
        "cli" => CliCommand.Create(),
        _ => CompletionCommand.Create(),
    };

    /// <summary>The words that lead to a command: <c>weir top</c>.</summary>
    public static string PathOf(SymbolResult? result) => result switch
    {
        CommandResult { Parent: null } or null => "weir",
        CommandResult { Command: { } command } => $"{PathOf(result.Parent)} {command.Name}",
        _ => PathOf(result.Parent),
    };
}
