namespace Weir.Query.Syntax;

/// <summary>
/// Reads the filter language by recursive descent:
/// <code>
/// filter  = [ or ]
/// or      = and { ( "or" | "||" ) and }
/// and     = unary { ( "and" | "&amp;&amp;" ) unary }
/// unary   = ( "not" | "!" ) unary | "(" or ")" | term
/// term    = "any" | test | field [ operator ] value | field "in" "[" value { [ "," ] value } "]"
/// field   = a phrase of FilterVocabulary: a column's name, or one or two words such as "src port"
/// test    = "ipv4" | "ipv6" | the name of a protocol
/// </code>
/// </summary>
public sealed class FilterParser
{
    private readonly List<Token> _tokens;
    private int _at;
    private int _depth;
    private int _terms;

    private FilterParser(List<Token> tokens) => _tokens = tokens;

    private Token Current => _tokens[_at];

    private Token Following => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    /// <summary>The tree of a filter's text; empty text is everything.</summary>
    /// <exception cref="FilterException">The text is not a filter.</exception>
    public static FilterNode Parse(string text)
    {
        var parser = new FilterParser(Lexer.Read(text));
        if (parser.Current.Kind == TokenKind.End) return new EverythingNode(default);
        FilterNode filter = parser.Or();
        if (parser.Current.Kind == TokenKind.End) return filter;
        throw parser.Current.IsSymbol(")")
            ? parser.Error("there is no '(' for the ')'")
            : parser.Error($"expected 'and' or 'or' before {parser.Current.Shown}");
    }

    private FilterNode Or()
    {
        FilterNode left = And();
        while (Current.IsWord("or") || Current.IsSymbol("||"))
        {
            _at++;
            FilterNode right = And();
            left = new OrNode(left, right, left.Span.To(right.Span));
        }

        return left;
    }

    private FilterNode And()
    {
        FilterNode left = Unary();
        while (Current.IsWord("and") || Current.IsSymbol("&&"))
        {
            _at++;
            FilterNode right = Unary();
            left = new AndNode(left, right, left.Span.To(right.Span));
        }

        return left;
    }

    private FilterNode Unary()
    {
        Token first = Current;
        bool negated = first.IsWord("not") || first.IsSymbol("!");
        if (!negated && !first.IsSymbol("(")) return Term();
        if (++_depth > FilterLimits.MaxDepth) throw Error($"more than {FilterLimits.MaxDepth} parentheses and negations within each other");
        _at++;
        FilterNode inner = negated ? Unary() : Or();
        _depth--;
        if (negated) return new NotNode(inner, first.Span.To(inner.Span));
        if (!Current.IsSymbol(")")) throw Error($"expected ')' for the '(' at column {first.Span.Column}, found {Current.Shown}");
        _at++;
        return inner;
    }

    private FilterNode Term()
    {
        if (++_terms > FilterLimits.MaxTerms) throw Error($"more than {FilterLimits.MaxTerms} tests; lists (in [a, b]) count as one");
        Token first = Current;
        if (first.Kind != TokenKind.Word) throw Error($"expected a test such as 'src port 53', found {first.Shown}");
        if (first.IsWord("any"))
        {
            _at++;
            return new EverythingNode(first.Span);
        }

        if (IsTestHere(first))
        {
            _at++;
            return new WordNode(first.Text.ToLowerInvariant(), first.Span);
        }

        return Compared(Field(), first);
    }

    // `ip` is a test of the version as well as a field: it is the field when an operator, a list or an address follows.
    private bool IsTestHere(Token word) => FilterVocabulary.IsTest(word.Text)
        && (FilterVocabulary.Find(word.Text) is null || !(Following.Kind is TokenKind.Quoted || IsOperator(Following) || IsListHere(1) || LooksLikeAddress(Following)));

    private static bool LooksLikeAddress(Token token) => token.Kind == TokenKind.Word && (char.IsAsciiDigit(token.Text[0]) || token.Text.Contains(':'));

    private FilterField Field()
    {
        Token first = Current;
        if (Following.Kind == TokenKind.Word && FilterVocabulary.Find($"{first.Text} {Following.Text}") is { } pair)
        {
            _at += 2;
            return pair;
        }

        if (FilterVocabulary.Find(first.Text) is { } single)
        {
            _at++;
            return single;
        }

        string[] nouns = [.. FilterVocabulary.After(first.Text)];
        if (nouns.Length == 0)
            throw Error($"unknown word {first.Shown} at column {first.Span.Column}{Suggestion.For(first.Text, FilterVocabulary.Beginnings())}", first);
        Token noun = Following;
        string suggestion = noun.Kind == TokenKind.Word ? Suggestion.For(noun.Text, nouns) : "";
        throw Error($"after '{first.Text}' comes one of {string.Join(", ", nouns)}, not {noun.Shown} at column {noun.Span.Column}{suggestion}", noun);
    }

    private TermNode Compared(FilterField field, Token first)
    {
        if (IsListHere(0))
        {
            _at += 2;
            ValueList list = List(field);
            return new(field.Phrase, TermOperator.In, list, first.Span.To(_tokens[_at - 1].Span));
        }

        TermOperator op = TermOperator.Is;
        if (IsOperator(Current)) op = OperatorOf(_tokens[_at++].Text);
        ValueText value = Value(field);
        return new(field.Phrase, op, new([value]), first.Span.To(value.Span));
    }

    private bool IsListHere(int ahead) =>
        _at + ahead + 1 < _tokens.Count && _tokens[_at + ahead].IsWord("in") && _tokens[_at + ahead + 1].IsSymbol("[");

    private ValueList List(FilterField field)
    {
        var values = new List<ValueText>();
        while (!Current.IsSymbol("]"))
        {
            if (values.Count > 0 && Current.IsSymbol(",")) _at++;
            values.Add(Value(field));
        }

        if (values.Count == 0) throw Error($"the list for '{field.Phrase}' is empty");
        _at++;
        return new(values);
    }

    private ValueText Value(FilterField field)
    {
        Token token = Current;
        bool joins = token.Kind == TokenKind.Word && FilterVocabulary.JoiningWords.Contains(token.Text, StringComparer.OrdinalIgnoreCase);
        if (joins || token.Kind is not (TokenKind.Word or TokenKind.Quoted)) throw Error($"expected a value for '{field.Phrase}', found {token.Shown}");
        _at++;
        return new(token.Text, token.Kind == TokenKind.Quoted, token.Span);
    }

    private static bool IsOperator(Token token) =>
        token.Kind == TokenKind.Symbol && (token.Text[0] is '=' or '<' or '>' || token.Text == "!=");

    private static TermOperator OperatorOf(string symbol) => symbol switch
    {
        "=" => TermOperator.Equal,
        "!=" => TermOperator.NotEqual,
        "<" => TermOperator.Less,
        "<=" => TermOperator.LessOrEqual,
        ">" => TermOperator.Greater,
        _ => TermOperator.GreaterOrEqual,
    };

    private FilterException Error(string message) => Error($"{message} at column {Current.Span.Column}", Current);

    private static FilterException Error(string message, Token at) => new(message, at.Span);
}
