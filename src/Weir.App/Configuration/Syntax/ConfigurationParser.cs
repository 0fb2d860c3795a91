namespace Weir.App.Configuration.Syntax;

/// <summary>
/// Reads the language of braces:
/// <code>
///   file      = { statement }
///   statement = name { value [","] | "[" { value [","] } "]" } ( ";" | "{" { statement } "}" )
/// </code>
/// After an error it goes on behind the next semicolon, so that one reading finds them all.
/// </summary>
internal sealed class ConfigurationParser
{
    private readonly ConfigurationLexer _lexer;
    private readonly string _source;
    private readonly ProblemList _problems;
    private ConfigurationToken _token;

    private ConfigurationParser(string text, string source, ProblemList problems)
    {
        _lexer = new ConfigurationLexer(text);
        _source = source;
        _problems = problems;
        Advance();
    }

    /// <summary>Reads a whole text. What could be understood comes back; the rest is in the problems.</summary>
    public static IReadOnlyList<ConfigurationStatement> Parse(string text, string source, ProblemList problems)
    {
        var parser = new ConfigurationParser(text, source, problems);
        var statements = new List<ConfigurationStatement>();
        while (parser._token.Kind != TokenKind.End && !problems.IsFull)
        {
            parser.Statements(statements, depth: 0);
            if (parser._token.Kind != TokenKind.CloseBrace) continue;
            parser.Wrong(parser._token.Position, "this '}' closes nothing");
            parser.Advance();
        }

        return statements;
    }

    private void Statements(List<ConfigurationStatement> into, int depth)
    {
        while (_token.Kind is not (TokenKind.End or TokenKind.CloseBrace) && !_problems.IsFull)
        {
            if (_token.Kind == TokenKind.Semicolon)
            {
                Advance();
                continue;
            }

            if (Statement(depth) is { } statement) into.Add(statement);
        }
    }

    private ConfigurationStatement? Statement(int depth)
    {
        ConfigurationToken name = _token;
        if (name.Kind != TokenKind.Word)
        {
            if (name.Kind != TokenKind.Bad) Wrong(name.Position, $"want the name of a setting or a section, found {name.Described}");
            return Recover();
        }

        Advance();
        var values = new List<ConfigurationToken>();
        if (!Values(values)) return Recover();
        switch (_token.Kind)
        {
            case TokenKind.Semicolon:
                Advance();
                return new(name, values, null);
            case TokenKind.OpenBrace:
                return Block(name, values, depth + 1);
            case TokenKind.Bad:
                return Recover();
            default:
                // What was said stands: only its end is missing.
                Wrong(_token.Position, $"want ';' or '{{' after '{name.Text}', found {_token.Described}");
                if (_token.Kind == TokenKind.CloseBracket) Recover();
                return new(name, values, null);
        }
    }

    private ConfigurationStatement? Block(ConfigurationToken name, List<ConfigurationToken> values, int depth)
    {
        TextPosition opened = _token.Position;
        Advance();
        if (depth > SyntaxLimits.Depth)
        {
            Wrong(opened, $"more than {SyntaxLimits.Depth} blocks within each other");
            SkipBlock();
            return null;
        }

        var statements = new List<ConfigurationStatement>();
        Statements(statements, depth);
        if (_token.Kind == TokenKind.CloseBrace) Advance();
        else if (!_problems.IsFull) Wrong(opened, $"this '{{' of '{name.Text}' has no '}}'");
        return new(name, values, statements);
    }

    private bool Values(List<ConfigurationToken> values)
    {
        TextPosition? opened = null;
        bool expectsMore = false;
        while (true)
        {
            switch (_token.Kind)
            {
                case TokenKind.Word or TokenKind.Quoted when opened is null && EndedBefore(values):
                    return true; // a line that lacks its semicolon: the next line is the next statement
                case TokenKind.Word or TokenKind.Quoted:
                    if (values.Count == SyntaxLimits.Values) return Fail($"more than {SyntaxLimits.Values} values");
                    values.Add(_token);
                    expectsMore = false;
                    break;
                case TokenKind.Comma when values.Count > 0 && !expectsMore:
                    expectsMore = true;
                    break;
                case TokenKind.OpenBracket when opened is null && values.Count == 0:
                    opened = _token.Position;
                    break;
                case TokenKind.CloseBracket when opened is not null:
                    Advance();
                    return true;
                case TokenKind.Bad:
                    return false;
                default:
                    if (opened is not null) return Fail($"want a value or ']', found {_token.Described}");
                    return !expectsMore || Fail($"want a value after ',', found {_token.Described}");
            }

            Advance();
        }

        // The language does not care for lines; people do. "port 1 <newline> protocol ipfix;" misses a semicolon.
        bool EndedBefore(List<ConfigurationToken> taken) =>
            taken.Count > 0 && !expectsMore && _token.Position.Line > taken[^1].Position.Line;
    }

    private bool Fail(string message)
    {
        Wrong(_token.Position, message);
        return false;
    }

    private ConfigurationStatement? Recover()
    {
        while (_token.Kind is not (TokenKind.End or TokenKind.Semicolon or TokenKind.CloseBrace) && !_problems.IsFull)
        {
            if (_token.Kind == TokenKind.OpenBrace)
            {
                Advance();
                SkipBlock();
                return null;
            }

            Advance();
        }

        if (_token.Kind == TokenKind.Semicolon) Advance();
        return null;
    }

    // Behind the brace that closes what is open; by a count, not by recursion.
    private void SkipBlock()
    {
        for (int open = 1; open > 0 && _token.Kind != TokenKind.End; Advance())
        {
            if (_token.Kind == TokenKind.OpenBrace) open++;
            else if (_token.Kind == TokenKind.CloseBrace) open--;
        }
    }

    private void Advance()
    {
        _token = _lexer.Next();
        if (_token.Kind == TokenKind.Bad) Wrong(_token.Position, _token.Text);
    }

    private void Wrong(TextPosition position, string message) => _problems.Add(new(_source, position), message);
}
