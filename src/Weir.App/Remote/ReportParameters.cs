using System.CommandLine;
using System.CommandLine.Parsing;
using Weir.App.Composition;
using Weir.Query.Syntax;

namespace Weir.App.Remote;

/// <summary>The options of a verb as parameters of a question to another Weir: the same words, which both sides take from the verb itself.</summary>
internal static class ReportParameters
{
    /// <summary>The parameter that the filter is.</summary>
    public const string Filter = "filter";

    // What is of the machine that the line is on, or of the one that answers.
    private static readonly string[] NotAsked = ["archive", "memory", "timeout", "plot", "follow", "server", "token", "ca", "help"];

    /// <summary>The options that another Weir is asked with.</summary>
    public static IEnumerable<Option> Of(Command command) => command.Options.Where(static option => !NotAsked.Contains(NameOf(option)));

    /// <summary>What a line said, filter included.</summary>
    /// <exception cref="Commands.UsageException">An option is not for another Weir.</exception>
    public static IEnumerable<(string Name, string Value)> Read(Command command, ParseResult line)
    {
        foreach (Option option in command.Options)
        {
            if (line.GetResult(option) is not { Implicit: false } said || option.Name is ServerArguments.Server or ServerArguments.Token or ServerArguments.Ca) continue;
            if (NotAsked.Contains(NameOf(option))) throw new Commands.UsageException($"{option.Name} does not go with {ServerArguments.Server}");
            yield return (NameOf(option), said.Tokens.Count == 0 ? "true" : string.Join(',', said.Tokens.Select(static token => token.Value)));
        }

        if (command.Arguments.FirstOrDefault() is { } filter && line.GetResult(filter)?.Tokens is { Count: > 0 } words)
            yield return (Filter, WithoutNames(string.Join(' ', words.Select(static word => word.Value))));
    }

    /// <summary>Parameters as the verb's own line, in which no value can be taken for an option.</summary>
    public static string[] ToLine(string verb, IEnumerable<(string Name, string Value)> parameters, string? filter) =>
        [verb, .. parameters.Select(static one => $"--{one.Name}={one.Value}"), .. filter is null ? (string[])[] : ["--", filter]];

    public static string NameOf(Option option) => option.Name.TrimStart('-');

    // Saved filters are this user's: the other Weir has others.
    private static string WithoutNames(string filter)
    {
        if (!filter.Contains('@')) return filter;
        try
        {
            return Expanded(FilterParser.Parse(filter, SavedFilters.OfUser)).ToString();
        }
        catch (FilterException wrong)
        {
            throw new Commands.UsageException($"filter: {wrong.Message}");
        }
    }

    private static FilterNode Expanded(FilterNode node) => node switch
    {
        AndNode and => and with { Left = Expanded(and.Left), Right = Expanded(and.Right) },
        OrNode or => or with { Left = Expanded(or.Left), Right = Expanded(or.Right) },
        NotNode not => not with { Operand = Expanded(not.Operand) },
        SavedNode saved => Expanded(saved.Filter),
        _ => node,
    };
}
