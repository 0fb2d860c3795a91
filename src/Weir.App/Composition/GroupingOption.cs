using System.CommandLine;
using System.CommandLine.Completions;
using Weir.Query.Planning;

namespace Weir.App.Composition;

/// <summary>An option that takes dimensions with commas between.</summary>
internal static class GroupingOption
{
    public static Option<string> Create(string name, string alias, string description, string byItself)
    {
        var option = new Option<string>(name, alias) { HelpName = "columns", Description = description, DefaultValueFactory = _ => byItself };
        option.CompletionSources.Add(static _ => DimensionText.Words.Select(static word => new CompletionItem(word)));
        return option;
    }

    /// <summary>The dimensions that were said.</summary>
    public static IReadOnlyList<Dimension> Read(ParseResult line, Option<string> option) => QuestionTerms.Dimensions(line.GetRequiredValue(option), option.Name);
}
