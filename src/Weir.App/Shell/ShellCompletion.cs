using System.CommandLine;
using System.CommandLine.Completions;
using Weir.App.Commands;
using Weir.App.Operating;

namespace Weir.App.Shell;

/// <summary>What can come next in a line of the shell: verbs, options, things to show, collector names, pipes.</summary>
/// <param name="root">The shell's command line.</param>
internal sealed class ShellCompletion(RootCommand root)
{
    /// <summary>The word that is being written, and what it may become.</summary>
    /// <param name="text">The line up to the cursor.</param>
    /// <returns>Where the word begins, and the candidates in order.</returns>
    public (int Start, IReadOnlyList<string> Candidates) Complete(string text)
    {
        int pipe = LastPipe(text);
        int start = text.LastIndexOfAny([' ', '\t', '|']) + 1;
        string word = text[start..];
        bool isFirst = text.AsSpan(pipe + 1, start - pipe - 1).IsWhiteSpace();
        IEnumerable<string> all = pipe >= 0
            ? isFirst ? OutputPipe.Words : []
            : isFirst
                ? root.Subcommands.Select(static verb => verb.Name).Concat(ControlCommands.Verbs).Concat(ShellCommands.OwnWords)
                : root.Parse(text, WeirCommand.Parsing).GetCompletions(text.Length).Select(static item => item.InsertText ?? item.Label);
        return (start, [.. all.Where(candidate => candidate.StartsWith(word, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    /// <summary>What all candidates begin with.</summary>
    public static string CommonStart(IReadOnlyList<string> candidates)
    {
        if (candidates.Count == 0) return "";
        string common = candidates[0];
        foreach (string candidate in candidates) common = common[..common.AsSpan().CommonPrefixLength(candidate)];
        return common;
    }

    // Outside of quotes.
    private static int LastPipe(string text)
    {
        int last = -1;
        char quote = '\0';
        for (int at = 0; at < text.Length; at++)
        {
            if (quote != '\0') quote = text[at] == quote ? '\0' : quote;
            else if (text[at] is '\'' or '"') quote = text[at];
            else if (text[at] == '\\') at++;
            else if (text[at] == '|') last = at;
        }

        return last;
    }
}
