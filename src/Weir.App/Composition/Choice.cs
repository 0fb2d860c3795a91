using System.CommandLine;
using System.CommandLine.Parsing;

namespace Weir.App.Composition;

/// <summary>An option that takes one of a few words: the names of an enum in lower case.</summary>
internal static class Choice
{
    public static Option<T> Create<T>(string name, string alias, T byItself)
        where T : struct, Enum
    {
        string[] words = [.. Enum.GetNames<T>().Select(word => word.ToLowerInvariant())];
        var option = new Option<T>(name, alias)
        {
            Description = string.Join(", ", words),
            HelpName = name.TrimStart('-'),
            DefaultValueFactory = _ => byItself,
            CustomParser = result => Read<T>(result, name, words),
        };
        option.CompletionSources.Clear(); // which had the words as they are spelt in here
        option.CompletionSources.Add(words);
        return option;
    }

    private static T Read<T>(ArgumentResult result, string name, string[] words)
        where T : struct, Enum
    {
        string text = result.Tokens[0].Value;
        if (words.Contains(text, StringComparer.OrdinalIgnoreCase)) return Enum.Parse<T>(text, ignoreCase: true);
        result.AddError($"{name} {text}: want one of {string.Join(", ", words)}");
        return default;
    }
}
