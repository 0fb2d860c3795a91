using System.CommandLine;
using Weir.Capture.Filtering;
using Weir.Flows.Pipeline;

namespace Weir.App.Composition;

/// <summary>The filter expression that may end a command line, in one word or in many, as tcpdump and softflowd have it.</summary>
internal static class FilterArgument
{
    public static Argument<string[]> Create() => new("filter")
    {
        Description = "Only packets that pass, as tcpdump has it: 'tcp and not port 22'",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>The expression; <see langword="null"/> where there is none.</summary>
    public static string? Read(string[]? words)
    {
        string expression = string.Join(' ', words ?? []).Trim();
        return expression.Length == 0 ? null : expression;
    }

    /// <summary>The packets of a file that pass; all of them without an expression.</summary>
    public static IPacketSource Apply(string? expression, IPacketSource source, CancellationToken cancellation) =>
        expression is null ? source : new FilteredSource(source, PacketFilter.Compile(expression), cancellation);
}
