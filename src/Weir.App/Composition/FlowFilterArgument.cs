using System.CommandLine;
using System.CommandLine.Completions;
using Weir.Query.Syntax;

namespace Weir.App.Composition;

/// <summary>The filter of flow records that may end a command line, in one word or in many, with completion.</summary>
internal static class FlowFilterArgument
{
    public static Argument<string[]> Create(string description)
    {
        var argument = new Argument<string[]>("filter") { Description = description, Arity = ArgumentArity.ZeroOrMore, HelpName = "filter" };
        argument.CompletionSources.Add(context => Complete(context, argument));
        return argument;
    }

    private static IEnumerable<CompletionItem> Complete(CompletionContext context, Argument<string[]> argument)
    {
        string[] words = context.ParseResult.GetResult(argument)?.Tokens.Select(static token => token.Value).ToArray() ?? [];
        string word = context.WordToComplete;
        // The word being written is the last of them, or not begun yet.
        string before = string.Join(' ', words.Length > 0 && word.Length > 0 && words[^1] == word ? words[..^1] : words);
        string text = before.Length == 0 ? word : $"{before} {word}";
        return FilterCompletion.At(text, text.Length, SavedFilters.OfUser).Candidates.Select(static candidate => new CompletionItem(candidate.Text.Split(' ')[0], detail: candidate.Meaning));
    }
}
