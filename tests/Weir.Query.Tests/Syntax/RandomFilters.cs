using Weir.Query.Syntax;

namespace Weir.Query.Tests.Syntax;

/// <summary>Random trees of valid words, to print and parse again.</summary>
internal sealed class RandomFilters(int seed)
{
    private static readonly string[] Fields = [.. FilterVocabulary.All.Select(field => field.Phrase)];
    private static readonly string[] Tests = [.. FilterVocabulary.VersionWords, .. ProtocolNames.All];
    private static readonly string[] Values = ["1", "80", "10.0.0.0/8", "2001:db8::1", "00:1b:21:aa:bb:cc", "1024-65535", "10k", "SA", "tcp", "500ms"];
    private readonly Random _random = new(seed);

    internal FilterNode Next(int depth) => _random.Next(depth <= 0 ? 3 : 7) switch
    {
        0 => new WordNode(Pick(Tests), default),
        1 => Term(),
        2 => _random.Next(8) == 0 ? new EverythingNode(default) : Term(),
        3 or 4 => new AndNode(Next(depth - 1), Next(depth - 1), default),
        5 => new OrNode(Next(depth - 1), Next(depth - 1), default),
        _ => new NotNode(Next(depth - 1), default),
    };

    private TermNode Term()
    {
        var op = (TermOperator)_random.Next(8);
        string field = Pick(Fields);
        var values = new ValueText[op == TermOperator.In ? 1 + _random.Next(4) : 1];
        for (int i = 0; i < values.Length; i++) values[i] = Value(op == TermOperator.Is);
        return new(field, op, new(values), default);
    }

    // A bare `ip` takes a value only if it looks like an address: numbers do.
    private ValueText Value(bool plain) => !plain && _random.Next(6) == 0
        ? new("2026-11-20 08:00 it's", true, default)
        : new(plain ? Values[_random.Next(4)] : Pick(Values), false, default);

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
