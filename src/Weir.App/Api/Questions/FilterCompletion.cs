using Weir.Query.Syntax;

namespace Weir.App.Api.Questions;

/// <summary>What may come where a filter is being written: phrases that begin with the words before the cursor.</summary>
internal static class FilterCompletion
{
    /// <summary>Candidates given at most; people read no more.</summary>
    private const int MaxCandidates = 20;

    private static readonly FilterCandidate[] Joints =
    [
        new("and", "joint", "both"), new("or", "joint", "either"), new("not", "joint", "what does not match"),
        new("in", "joint", "any of a list: in [22, 443]"), new("any", "test", "every flow"),
    ];

    /// <summary>All phrases: joints first, then fields and tests by name.</summary>
    private static readonly FilterCandidate[] All =
    [
        .. Joints,
        .. FilterVocabulary.All.Select(static field => new FilterCandidate(field.Phrase, "field", Meaning(field)))
            .Concat(FilterVocabulary.VersionWords.Where(static word => word is "ipv4" or "ipv6").Select(static word => new FilterCandidate(word, "test", $"IP version {word[^1]}")))
            .Concat(ProtocolNames.All.Select(static name => new FilterCandidate(name, "test", "IP protocol")))
            .OrderBy(static candidate => candidate.Text, StringComparer.Ordinal),
    ];

    /// <summary>The words that are being written, and what they may become.</summary>
    /// <param name="text">The filter.</param>
    /// <param name="at">The cursor, in characters from 0.</param>
    public static (SourceSpan Word, IReadOnlyList<FilterCandidate> Candidates) At(string text, int at)
    {
        int start = WordBefore(text, at);
        int phrase = start > 0 && text[start - 1] == ' ' ? WordBefore(text, start - 1) : start;
        // Of a phrase of two words the first may stand already: "src po".
        if (phrase < start && Beginning(text[phrase..at]) is { Count: > 0 } pairs) return (new(phrase, at - phrase), pairs);
        return (new(start, at - start), Beginning(text[start..at]));
    }

    private static List<FilterCandidate> Beginning(string word) => word.Length == 0
        ? []
        : [.. All.Where(candidate => candidate.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Take(MaxCandidates)];

    private static int WordBefore(string text, int at)
    {
        while (at > 0 && (char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] is '_' or '-' or '.' or ':' or '/')) at--;
        return at;
    }

    private static string Meaning(FilterField field) => field.Columns switch
    {
        [{ } one] => one.Description,
        { Count: > 1 } several => $"either of {string.Join(", ", several.Select(static column => column.Name))}",
        _ => field.Derived switch
        {
            DerivedMeasure.Duration => "from the first packet to the last: 500ms, 5s, 2m",
            DerivedMeasure.BitsPerSecond => "bits per second over the flow's duration: 10M",
            DerivedMeasure.PacketsPerSecond => "packets per second over the flow's duration",
            _ => "bytes per packet",
        },
    };
}
