using Weir.Flows.Columns;

namespace Weir.Query.Syntax;

/// <content>Fields, operators and values.</content>
public sealed partial class FilterParser
{
    // nfdump's words for operators.
    private static readonly Dictionary<string, TermOperator> Operators = new(StringComparer.OrdinalIgnoreCase)
    {
        ["="] = TermOperator.Equal,
        ["!="] = TermOperator.NotEqual,
        ["<"] = TermOperator.Less,
        ["<="] = TermOperator.LessOrEqual,
        [">"] = TermOperator.Greater,
        [">="] = TermOperator.GreaterOrEqual,
        ["~"] = TermOperator.Matches,
        ["like"] = TermOperator.Like,
        ["eq"] = TermOperator.Equal,
        ["ne"] = TermOperator.NotEqual,
        ["neq"] = TermOperator.NotEqual,
        ["lt"] = TermOperator.Less,
        ["le"] = TermOperator.LessOrEqual,
        ["lte"] = TermOperator.LessOrEqual,
        ["gt"] = TermOperator.Greater,
        ["ge"] = TermOperator.GreaterOrEqual,
        ["gte"] = TermOperator.GreaterOrEqual,
    };

    private FilterField Field()
    {
        Token first = Current;
        if (FieldHere() is { } field) return field;
        bool isDirection = first.IsWord("src") || first.IsWord("dst");
        if (isDirection && LooksLikeAddress(Following))
        {
            _at++;
            return FilterVocabulary.Find($"{first.Text} {Address}")!;
        }

        string[] nouns = [.. FilterVocabulary.After(first.Text)];
        if (nouns.Length == 0)
            throw Error($"unknown word {first.Shown} at column {first.Span.Column}{Suggestion.For(first.Text, FilterVocabulary.Beginnings())}", first);
        _at++;
        Expect(Expectation.Noun | (isDirection ? Expectation.Value : 0), isDirection ? FilterVocabulary.Find($"{first.Text} {Address}") : null, first.Text);
        Token noun = Current;
        string suggestion = noun.Kind == TokenKind.Word ? Suggestion.For(noun.Text, nouns) : "";
        throw Error($"after '{first.Text}' comes one of {string.Join(", ", nouns)}, not {noun.Shown} at column {noun.Span.Column}{suggestion}", noun);
    }

    /// <summary>The field whose phrase stands here, the longest; then it is behind it.</summary>
    private FilterField? FieldHere()
    {
        string phrase = "";
        FilterField? found = null;
        int words = 0;
        for (int i = 0; i < FilterVocabulary.LongestPhrase && _at + i < _tokens.Count && _tokens[_at + i].Kind == TokenKind.Word; i++)
        {
            phrase = i == 0 ? _tokens[_at].Text : $"{phrase} {_tokens[_at + i].Text}";
            // Either direction, said in full.
            string either = phrase.StartsWith("src or dst ", StringComparison.OrdinalIgnoreCase) ? phrase["src or dst ".Length..] : phrase;
            if (FilterVocabulary.Find(either) is not { } field) continue;
            found = field;
            words = i + 1;
        }

        _at += words;
        return found;
    }

    private FilterNode Compared(FilterField field, Token first)
    {
        Expect(Expectation.Operator | Expectation.Value, field);
        if (IsListHere(0))
        {
            _at += 2;
            ValueList list = List(field);
            Expect(Expectation.Joint);
            return new TermNode(field.Phrase, TermOperator.In, list, first.Span.To(_tokens[_at - 1].Span));
        }

        TermOperator op = TermOperator.Is;
        bool isNegated = Current.IsSymbol("!~");
        bool isSaid = isNegated || IsOperator(Current);
        if (isNegated) op = TermOperator.Matches;
        else if (isSaid) op = Operators[Current.Text];
        if (isSaid)
        {
            _at++;
            Expect(Expectation.Value, field);
            if (op is not (TermOperator.Like or TermOperator.Matches) && OtherField(field) is { } other)
            {
                Expect(Expectation.Joint);
                return new CompareNode(field.Phrase, op, other.Phrase, first.Span.To(_tokens[_at - 1].Span));
            }
        }

        ValueText value = Value(field);
        Expect(Expectation.Joint);
        var term = new TermNode(field.Phrase, op, new([value]), first.Span.To(value.Span));
        return isNegated ? new NotNode(term, term.Span) : term;
    }

    // Text is text, unless it is the whole name of a column, or several words that name one: `app = domain` is not of two columns, `src country = dst country` is.
    // Nor is `flags = AS`, though `as` is a word.
    private FilterField? OtherField(FilterField left)
    {
        if (Current.Kind != TokenKind.Word) return null;
        bool isText = left.Columns is [{ Type: LogicalType.Text }, ..];
        bool isColumn = FlowColumns.Find(Current.Text) is not null;
        int before = _at;
        if (FieldHere() is { Columns.Count: 1, DroppedBits: 0 } other && (!isText || isColumn || _at > before + 1)) return other;
        _at = before;
        return null;
    }

    private bool IsListHere(int ahead) =>
        _at + ahead + 1 < _tokens.Count && _tokens[_at + ahead].IsWord("in") && _tokens[_at + ahead + 1].IsSymbol("[");

    private ValueList List(FilterField field)
    {
        var values = new List<ValueText>();
        while (!Current.IsSymbol("]"))
        {
            Expect(Expectation.Value | (values.Count > 0 ? Expectation.ListEnd : 0), field);
            if (values.Count > 0 && Current.IsSymbol(",")) _at++;
            values.Add(Value(field));
        }

        if (values.Count == 0) throw Error($"the list for '{field.Phrase}' is empty");
        _at++;
        return new(values);
    }

    private ValueText Value(FilterField field)
    {
        Expect(Expectation.Value, field);
        Token token = Current;
        bool joins = token.Kind == TokenKind.Word && FilterVocabulary.JoiningWords.Contains(token.Text, StringComparer.OrdinalIgnoreCase);
        if (joins || token.Kind is not (TokenKind.Word or TokenKind.Quoted)) throw Error($"expected a value for '{field.Phrase}', found {token.Shown}");
        _at++;
        return new(token.Text, token.Kind == TokenKind.Quoted, token.Span);
    }

    private static bool IsOperator(Token token) => token.Kind is TokenKind.Symbol or TokenKind.Word && Operators.ContainsKey(token.Text);
}
