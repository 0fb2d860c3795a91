using System.CommandLine;
using System.CommandLine.Parsing;

namespace Weir.App.Composition;

/// <summary>An option that takes one of a few words: the names of an enum in lower case.</summary>
internal static class Choice
{
    /// <param name="name">What it is called.</param>
    /// <param name="alias">In short.</param>
    /// <param name="byItself">What it is where nothing is said.</param>
    public static Option<T> Create<T>(string name, string alias, T byItself)
        where T : struct, Enum => Taking(new Option<T>(name, alias) { Description = string.Join(", ", Words<T>()), DefaultValueFactory = _ => byItself });

    /// <summary>One that is the first of the words where nothing is said.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="description">What it says, and the words.</param>
    public static Option<T> Create<T>(string name, string description)
        where T : struct, Enum => Taking(new Option<T>(name) { Description = description });

    private static Option<T> Taking<T>(Option<T> option)
        where T : struct, Enum
    {
        option.HelpName = option.Name.TrimStart('-');
        option.CustomParser = result => Read<T>(result, option.Name, Words<T>());
        option.CompletionSources.Clear(); // which had the words as they are spelt in here
        option.CompletionSources.Add(Words<T>());
        return option;
    }

    private static string[] Words<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(static word => word.ToLowerInvariant())];

    private static T Read<T>(ArgumentResult result, string name, string[] words)
        where T : struct, Enum
    {
        string text = result.Tokens[0].Value;
        if (words.Contains(text, StringComparer.OrdinalIgnoreCase)) return Enum.Parse<T>(text, ignoreCase: true);
        result.AddError($"{name} {text}: want one of {string.Join(", ", words)}");
        return default;
    }
}
