using Weir.Query.Syntax;

namespace Weir.Query.Tests.Syntax;

/// <summary>Random trees of valid words, to print and parse again.</summary>
internal sealed class RandomFilters(int seed)
{
    private static readonly string[] Fields = [.. FilterVocabulary.All.Select(field => field.Phrase)];
    private static readonly string[] Columns = [.. Flows.Columns.FlowColumns.All.Select(column => column.Name)];
    private static readonly string[] Tests = [.. FilterVocabulary.VersionWords, .. ProtocolNames.All];
    private static readonly string[] Values = ["1", "80", "10.0.0.0/8", "2001:db8::1", "00:1b:21:aa:bb:cc", "1024-65535", "10k", "SA", "tcp", "500ms"];
    private readonly Random _random = new(seed);

    /// <summary>What saved filters there are: one of each kind of node.</summary>
    internal static IFilterLibrary Library { get; } = new SavedFilters(new() { ["office"] = "net 10.0.0.0/8 or src port > dst port", ["web"] = "@office and port in [80, 443]" });

    internal FilterNode Next(int depth) => _random.Next(depth <= 0 ? 5 : 9) switch
    {
        0 => new WordNode(Pick(Tests), default),
        1 => Term(),
        2 => _random.Next(8) == 0 ? new EverythingNode(default) : Term(),
        3 => new CompareNode(Pick(Fields), (TermOperator)(1 + _random.Next(6)), Pick(Columns), default),
        4 => Saved(),
        5 or 6 => new AndNode(Next(depth - 1), Next(depth - 1), default),
        7 => new OrNode(Next(depth - 1), Next(depth - 1), default),
        _ => new NotNode(Next(depth - 1), default),
    };

    private TermNode Term()
    {
        var op = (TermOperator)_random.Next(10);
        string field = Pick(Fields);
        var values = new ValueText[op == TermOperator.In ? 1 + _random.Next(4) : 1];
        for (int i = 0; i < values.Length; i++) values[i] = Value(op == TermOperator.Is);
        return new(field, op, new(values), default);
    }

    private SavedNode Saved()
    {
        string name = Pick("office", "web");
        return new(name, FilterParser.Parse(Library.Find(name)!, Library), default);
    }

    // A bare `ip` takes a value only if it looks like an address: numbers do.
    private ValueText Value(bool plain) => !plain && _random.Next(6) == 0
        ? new("2026-11-20 08:00 it's", true, default)
        : new(plain ? Values[_random.Next(4)] : Pick(Values), false, default);

    private string Pick(params string[] from) => from[_random.Next(from.Length)];
}
