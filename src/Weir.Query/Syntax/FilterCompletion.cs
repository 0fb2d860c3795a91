using Weir.Flows.Columns;
using Weir.Query.Binding;

namespace Weir.Query.Syntax;

/// <summary>What may come at a place of a filter: for shells and for editors.</summary>
public static class FilterCompletion
{
    private static readonly string[] Orders = ["=", "!=", "<", "<=", ">", ">="];

    /// <summary>What may stand at the cursor, in place of the word that is being written there.</summary>
    /// <param name="text">The filter, as far as it is written.</param>
    /// <param name="cursor">Where in it, 0 to its length; what stands behind is not looked at.</param>
    /// <param name="library">Where saved filters are.</param>
    /// <returns>Where the word begins, and candidates that begin as it does, in order; none where the text before is wrong.</returns>
    public static FilterCompletions At(string text, int cursor, IFilterLibrary? library = null)
    {
        int end = Math.Clamp(cursor, 0, text.Length);
        int start = end;
        while (start > 0 && (Lexer.IsWordCharacter(text[start - 1]) || text[start - 1] == '@')) start--;
        string word = text[start..end];
        FilterParser before = FilterParser.Begin(text[..start], library);
        IEnumerable<FilterCandidate> all = Candidates(before, library)
            .Where(candidate => candidate.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(static candidate => candidate.Text)
            .OrderBy(static candidate => candidate.Kind).ThenBy(static candidate => candidate.Text, StringComparer.Ordinal);
        return new(start, [.. all], before.Expected.HasFlag(Expectation.Value) && before.ExpectedField is { } field ? Wanted(field) : null);
    }

    private static IEnumerable<FilterCandidate> Candidates(FilterParser before, IFilterLibrary? library)
    {
        Expectation expected = before.Expected;
        IEnumerable<FilterCandidate> all = [];
        if (expected.HasFlag(Expectation.Joint)) all = all.Concat([new("and", FilterTokenKind.Keyword, "both tests"), new("or", FilterTokenKind.Keyword, "one test or both")]);
        if (expected.HasFlag(Expectation.Parenthesis)) all = all.Append(new(")", FilterTokenKind.Punctuation, "ends what the parenthesis began"));
        if (expected.HasFlag(Expectation.ListEnd)) all = all.Append(new("]", FilterTokenKind.Punctuation, "ends the list"));
        if (expected.HasFlag(Expectation.Noun)) all = all.Concat(Nouns(before.ExpectedDirection));
        if (expected.HasFlag(Expectation.Operator) && before.ExpectedField is { } field) all = all.Concat(Operators(field));
        if (expected.HasFlag(Expectation.Value) && before.ExpectedField is { } of) all = all.Concat(Values(of));
        return expected.HasFlag(Expectation.Term) ? all.Concat(Terms(library)) : all;
    }

    private static IEnumerable<FilterCandidate> Terms(IFilterLibrary? library)
    {
        yield return new("not", FilterTokenKind.Keyword, "what the next test does not match");
        yield return new("any", FilterTokenKind.Keyword, "all records");
        yield return new("(", FilterTokenKind.Punctuation, "begins tests that belong together");
        foreach (string version in FilterVocabulary.VersionWords) yield return new(version, FilterTokenKind.Test, "version of IP");
        foreach (string protocol in ProtocolNames.All) yield return new(protocol, FilterTokenKind.Test, $"protocol {(ProtocolNames.TryFind(protocol, out byte number) ? number : 0)}");
        foreach (string name in library?.Names ?? []) yield return new("@" + name, FilterTokenKind.Saved, library!.Find(name)?.ReplaceLineEndings(" ").Trim() ?? "");
        foreach (FilterField field in FilterVocabulary.All)
        {
            int space = field.Phrase.IndexOf(' ', StringComparison.Ordinal);
            yield return space < 0 ? new(field.Phrase, FilterTokenKind.Field, field.Meaning) : new(field.Phrase[..space], FilterTokenKind.Field, Following(field.Phrase[..space]));
        }
    }

    private static string Following(string first) => $"{first} …: {string.Join(", ", FilterVocabulary.After(first))}";

    private static IEnumerable<FilterCandidate> Nouns(string direction) =>
        FilterVocabulary.After(direction).Select(noun => new FilterCandidate(noun, FilterTokenKind.Field, FilterVocabulary.Find($"{direction} {noun}")?.Meaning ?? ""));

    private static IEnumerable<FilterCandidate> Operators(FilterField field)
    {
        bool isText = field.Columns is [{ Type: LogicalType.Text }, ..];
        foreach (string order in isText ? Orders[..2] : Orders) yield return new(order, FilterTokenKind.Operator, "compares with a value or a column");
        if (isText)
        {
            yield return new("like", FilterTokenKind.Operator, "a pattern: % is any letters, _ one");
            yield return new("~", FilterTokenKind.Operator, "a regular expression");
            yield return new("!~", FilterTokenKind.Operator, "no such regular expression");
        }

        if (field.Derived is null) yield return new("in [", FilterTokenKind.Operator, "any of a list");
    }

    private static IEnumerable<FilterCandidate> Values(FilterField field)
    {
        if (field.DroppedBits > 0) return DscpNames.All.Select(static pair => new FilterCandidate(pair.Key, FilterTokenKind.Value, $"{pair.Value}"));
        if (field.Columns.Contains(FlowColumns.Proto)) return ProtocolNames.All.Select(static name => new FilterCandidate(name, FilterTokenKind.Value, "protocol"));
        if (field.Columns.Contains(FlowColumns.Direction)) return [new("ingress", FilterTokenKind.Value, "0"), new("egress", FilterTokenKind.Value, "1")];
        if (!field.Columns.Contains(FlowColumns.TcpFlags)) return [];
        return
        [
            new("S", FilterTokenKind.Value, "SYN"), new("A", FilterTokenKind.Value, "ACK"), new("F", FilterTokenKind.Value, "FIN"), new("R", FilterTokenKind.Value, "RST"),
            new("P", FilterTokenKind.Value, "PSH"), new("U", FilterTokenKind.Value, "URG"), new("E", FilterTokenKind.Value, "ECE"), new("C", FilterTokenKind.Value, "CWR"),
        ];
    }

    private static string Wanted(FilterField field) => field switch
    {
        { Derived: DerivedMeasure.Duration } => "a duration: 500ms, 5s, 2m",
        { Derived: not null } => "a number: 64k, 1.5M",
        { Columns: [{ Type: LogicalType.Address }, ..] } => "an address or a prefix: 192.0.2.1, 10.0.0.0/8, 2001:db8::/32",
        { Columns: [{ Type: LogicalType.Mac }, ..] } => "a MAC address: 00:1b:21:aa:bb:cc",
        { Columns: [{ Type: LogicalType.Time }, ..] } => "a time: '2026-11-20T08:00:00Z'",
        { Columns: [{ Type: LogicalType.Text }, ..] } => "text, in quotes where it is not one word",
        { Columns: [{ Role: ColumnRole.Measure }, ..] } => "a number: 443, 10k, 1.5M",
        _ => "a number or a range: 443, 1024-65535",
    };
}
