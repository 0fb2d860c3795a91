using System.CommandLine;
using Weir.App.Commands;
using Weir.App.Operating;

namespace Weir.App.Shell;

/// <summary>What the shell can be told: the verbs that ask, softflowctl's verbs as they are, and a few of its own.</summary>
/// <param name="socket">The control socket where a line says none.</param>
/// <param name="archive">The archive where a line says none.</param>
/// <param name="output">Where answers go.</param>
/// <param name="error">Where mistakes go.</param>
internal sealed class ShellCommands(string? socket, string? archive, TextWriter output, TextWriter error)
{
    /// <summary>The shell's own words.</summary>
    public static IReadOnlyList<string> OwnWords { get; } = ["help", "exit"];

    private static readonly string[] WithFormat = ["top", "series", "flows", "pairs", "matrix", "count", "percentile", "sql", "counters", "exporters", "fields"];

    /// <summary>The command line of the shell.</summary>
    public RootCommand Root { get; } = new("Words of the shell; an answer goes through pipes: " + OutputPipe.Usage)
    {
        ShowCommand.Create(socket),
        CtlCommand.Create(socket),
        TopCommand.Create(new(archive)),
        SeriesCommand.Create(new(archive)),
        FlowsCommand.Create(new(archive)),
        PairsCommand.Create(new(archive)),
        MatrixCommand.Create(new(archive)),
        CountCommand.Create(new(archive)),
        PercentileCommand.Create(new(archive)),
        SqlCommand.Create(archive),
        CountersCommand.Create(new(archive)),
        ExportersCommand.Create(new(archive)),
        FieldsCommand.Create(),
        CheckCommand.Create(),
    };

    /// <summary>Does what a line says, and writes the answer.</summary>
    /// <returns>As of a process: 0 done, 1 failed, 2 wrong.</returns>
    public async Task<int> RunAsync(string text, CancellationToken cancellation)
    {
        try
        {
            if (ShellLine.TryParse(text, out ShellLine line) is { } wrong) throw new UsageException(wrong);
            if (line.Command.Count == 0) return ExitCode.Ok;
            OutputPipe[] pipes = [.. line.Pipes.Select(OutputPipe.Of)];
            string[] words = Words(line.Command, pipes.Length > 0);
            if (pipes.Length == 0) return await InvokeAsync(words, output, cancellation);
            using var printed = new StringWriter();
            int code = await InvokeAsync(words, printed, cancellation);
            if (code != ExitCode.Ok) return code;
            Answer answer = pipes.Aggregate(Answer.Of(printed.ToString()), static (given, pipe) => pipe.Apply(given));
            string shown = AnswerText.Shown(answer);
            await output.WriteAsync(shown.Length == 0 || shown.EndsWith('\n') ? shown : shown + "\n");
            return ExitCode.Ok;
        }
        catch (Exception failure) when (ExitCode.Of(failure) is { } code)
        {
            await error.WriteLineAsync($"weir: {failure.Message.ReplaceLineEndings(" ")}");
            return code;
        }
    }

    private static string[] Words(IReadOnlyList<string> words, bool isPiped) => words switch
    {
        ["help" or "?"] => ["--help"],
        ["help", ..] => [.. words.Skip(1), "--help"],
        [{ } verb, ..] when ControlCommands.Verbs.Contains(verb, StringComparer.Ordinal) => ["ctl", .. words],
        // Pipes work on rows; what is a table for people has none.
        [{ } verb, ..] when isPiped && WithFormat.Contains(verb, StringComparer.Ordinal) && !words.Any(static word => word is "-f" or "--format") => [.. words, "--format", "json"],
        _ => [.. words],
    };

    private async Task<int> InvokeAsync(string[] words, TextWriter to, CancellationToken cancellation)
    {
        ParseResult line = Root.Parse(words, WeirCommand.Parsing);
        if (!words[0].StartsWith('-') && Root.Subcommands.All(verb => verb.Name != words[0])) throw new UsageException($"'{words[0]}' is no word of the shell; see 'help'");
        if (line.Errors.Count > 0) throw new UsageException(line.Errors[0].Message.TrimEnd('.'));
        TextWriter before = Console.Out;
        Console.SetOut(to);
        try
        {
            return await line.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = to, Error = error }, cancellation);
        }
        finally
        {
            Console.SetOut(before);
        }
    }
}
