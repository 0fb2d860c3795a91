namespace Weir.Query.Syntax;

/// <summary>
/// Reads the filter language by recursive descent:
/// <code>
/// filter  = [ or ]
/// or      = and { ( "or" | "||" ) and }
/// and     = unary { ( "and" | "&amp;&amp;" ) unary }
/// unary   = ( "not" | "!" ) unary | "(" or ")" | term
/// term    = "any" | test [ compared ] | compared | "@" name
/// compared= field ( [ operator ] value | "in" "[" value { [ "," ] value } "]" | ( "like" | "~" | "!~" ) value | operator field )
/// field   = a phrase of FilterVocabulary: a column's name, or words such as "src port"; "src" and "dst" before an address
/// test    = "ipv4" | "ipv6" | the name of a protocol; directly before "src", "dst", "host", "net", "port", "portrange" it is joined by "and"
/// </code>
/// </summary>
public sealed partial class FilterParser
{
    private const string Address = "ip";

    // What tcpdump has directly after a protocol: `tcp dst port 80`.
    private static readonly string[] Qualified = ["src", "dst", "host", "net", "port", "portrange"];

    private readonly List<Token> _tokens;
    private readonly IFilterLibrary? _library;
    private readonly SavedNames? _within;
    private int _at;
    private int _depth;
    private int _terms;

    private FilterParser(List<Token> tokens, IFilterLibrary? library, SavedNames? within = null)
    {
        _tokens = tokens;
        _library = library;
        _within = within;
    }

    /// <summary>What may come at the end of the text, as far as it could be read.</summary>
    internal Expectation Expected { get; private set; }

    /// <summary>The field whose operator or value is expected.</summary>
    internal FilterField? ExpectedField { get; private set; }

    /// <summary>The direction whose noun is expected.</summary>
    internal string ExpectedDirection { get; private set; } = "";

    private Token Current => _tokens[_at];

    private Token Following => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    /// <summary>The tree of a filter's text; empty text is everything.</summary>
    /// <param name="text">The filter.</param>
    /// <param name="library">Where saved filters are; <see langword="null"/>: there are none.</param>
    /// <exception cref="FilterException">The text is not a filter.</exception>
    public static FilterNode Parse(string text, IFilterLibrary? library = null) => new FilterParser(Lexer.Read(text), library).Whole();

    /// <summary>Reads the beginning of a filter, to know what may come next; <see cref="Expectation.None"/> where it is wrong before its end.</summary>
    internal static FilterParser Begin(string beginning, IFilterLibrary? library)
    {
        FilterParser? parser = null;
        try
        {
            parser = new(Lexer.Read(beginning), library);
            parser.Whole();
        }
        catch (FilterException)
        {
            // It may end here only because it is not written further.
            parser ??= new([new(TokenKind.End, "", default)], library);
        }

        return parser;
    }

    private FilterNode Whole()
    {
        Expect(Expectation.Term);
        if (Current.Kind == TokenKind.End) return new EverythingNode(default);
        FilterNode filter = Or();
        if (Current.Kind == TokenKind.End) return filter;
        throw Current.IsSymbol(")")
            ? Error("there is no '(' for the ')'")
            : Error($"expected 'and' or 'or' before {Current.Shown}");
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
        Expect(Expectation.Parenthesis);
        if (!Current.IsSymbol(")")) throw Error($"expected ')' for the '(' at column {first.Span.Column}, found {Current.Shown}");
        _at++;
        Expect(Expectation.Joint);
        return inner;
    }

    private FilterNode Term()
    {
        if (++_terms > FilterLimits.MaxTerms) throw Error($"more than {FilterLimits.MaxTerms} tests; lists (in [a, b]) count as one");
        Token first = Current;
        Expect(Expectation.Term);
        if (first.Kind == TokenKind.Saved) return Saved(first);
        if (first.Kind != TokenKind.Word) throw Error($"expected a test such as 'src port 53', found {first.Shown}");
        if (first.IsWord("any"))
        {
            _at++;
            Expect(Expectation.Joint);
            return new EverythingNode(first.Span);
        }

        if (!IsTestHere(first)) return Compared(Field(), first);
        _at++;
        Expect(Expectation.Joint);
        // `ip` may be a field yet.
        if (FilterVocabulary.Find(first.Text) is { } field) Expect(Expectation.Operator | Expectation.Value, field);
        var test = new WordNode(first.Text.ToLowerInvariant(), first.Span);
        if (Current.Kind != TokenKind.Word || !Qualified.Contains(Current.Text, StringComparer.OrdinalIgnoreCase)) return test;
        FilterNode term = Term();
        return new AndNode(test, term, first.Span.To(term.Span));
    }

    private SavedNode Saved(Token name)
    {
        if (_library?.Find(name.Text) is not { } text)
            throw Error($"there is no saved filter {name.Shown} at column {name.Span.Column}{Suggestion.For(name.Text, _library?.Names ?? [])}", name);
        if (_within?.Contains(name.Text) == true) throw Error($"the saved filter {name.Shown} is made of itself", name);
        var within = new SavedNames(name.Text, _within);
        if (within.Depth > FilterLimits.MaxSaved) throw Error($"more than {FilterLimits.MaxSaved} saved filters within each other", name);
        try
        {
            var inner = new FilterParser(Lexer.Read(text), _library, within) { _terms = _terms };
            FilterNode filter = inner.Whole();
            _terms = inner._terms;
            _at++;
            Expect(Expectation.Joint);
            return new(name.Text, filter, name.Span);
        }
        catch (FilterException wrong)
        {
            throw Error($"in the saved filter {name.Shown}: {wrong.Message}", name);
        }
    }

    // `ip` is a test of the version as well as a field: it is the field when an operator, a list or an address follows.
    private bool IsTestHere(Token word) => FilterVocabulary.IsTest(word.Text)
        && (FilterVocabulary.Find(word.Text) is null || !(Following.Kind is TokenKind.Quoted || IsOperator(Following) || IsListHere(1) || LooksLikeAddress(Following)));

    private static bool LooksLikeAddress(Token token) => token.Kind == TokenKind.Word && (char.IsAsciiDigit(token.Text[0]) || token.Text.Contains(':'));

    private void Expect(Expectation what, FilterField? field = null, string direction = "")
    {
        if (Current.Kind != TokenKind.End) return;
        Expected |= what;
        if (field is not null) ExpectedField = field;
        if (direction.Length > 0) ExpectedDirection = direction;
    }

    private FilterException Error(string message) => Error($"{message} at column {Current.Span.Column}", Current);

    private static FilterException Error(string message, Token at) => new(message, at.Span);

    /// <summary>The saved filters that are being read, innermost first.</summary>
    private sealed record SavedNames(string Name, SavedNames? Outer)
    {
        public int Depth => 1 + (Outer?.Depth ?? 0);

        public bool Contains(string name) => Name == name || Outer?.Contains(name) == true;
    }
}
