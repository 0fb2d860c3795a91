namespace Weir.Query.Syntax;

/// <summary>Divides a filter's text into pieces to be coloured; any text, also one that is no filter yet.</summary>
public static class FilterHighlighting
{
    private static readonly string[] Keywords = ["and", "or", "not", "any"];
    private static readonly string[] OperatorWords = ["in", "like", "eq", "ne", "neq", "lt", "le", "lte", "gt", "ge", "gte"];

    /// <summary>The pieces in order, without the white space between them.</summary>
    /// <param name="text">Any text; of what is longer than <see cref="FilterLimits.MaxLength"/> the rest is one error.</param>
    public static IReadOnlyList<FilterPiece> Pieces(string text)
    {
        var pieces = new List<FilterPiece>();
        List<Token> words = [];
        int at = 0;
        int length = Math.Min(text.Length, FilterLimits.MaxLength);
        while (at < length)
        {
            int start = at;
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else if (text[at] == '#')
            {
                at = Lexer.EndOfLine(text, at);
                pieces.Add(new(start, at - start, FilterTokenKind.Comment));
            }
            else
            {
                at = Next(text, at, pieces, words);
            }
        }

        Name(pieces, words);
        if (text.Length > length) pieces.Add(new(length, text.Length - length, FilterTokenKind.Error));
        return pieces;
    }

    private static int Next(string text, int at, List<FilterPiece> pieces, List<Token> words)
    {
        int start = at;
        try
        {
            Token token = Lexer.ReadToken(text, ref at);
            words.Add(token);
            pieces.Add(new(start, at - start, token.Kind switch
            {
                TokenKind.Quoted => FilterTokenKind.Text,
                TokenKind.Saved => FilterTokenKind.Saved,
                TokenKind.Symbol => token.Text is "(" or ")" or "[" or "]" or "," ? FilterTokenKind.Punctuation : token.Text is "&&" or "||" or "!" ? FilterTokenKind.Keyword : FilterTokenKind.Operator,
                _ => FilterTokenKind.Value,
            }));
            return at;
        }
        catch (FilterException wrong)
        {
            pieces.Add(new(start, wrong.Span.Length, FilterTokenKind.Error));
            return start + wrong.Span.Length;
        }
    }

    // Words are fields where the longest phrase of the vocabulary stands, and values behind those.
    private static void Name(List<FilterPiece> pieces, List<Token> words)
    {
        Dictionary<int, int> pieceAt = pieces.Select(static (piece, index) => (piece.Start, index)).ToDictionary(static pair => pair.Start, static pair => pair.index);
        bool wantsValue = false;
        bool isList = false;
        for (int i = 0; i < words.Count;)
        {
            Token word = words[i];
            isList = word.IsSymbol("[") || (isList && !word.IsSymbol("]"));
            if (word.Kind != TokenKind.Word)
            {
                wantsValue = isList || (word.Kind == TokenKind.Symbol && pieces[pieceAt[word.Span.Start]].Kind == FilterTokenKind.Operator);
                i++;
                continue;
            }

            int phrase = wantsValue ? 0 : Phrase(words, i);
            FilterTokenKind kind = Keywords.Contains(word.Text, StringComparer.OrdinalIgnoreCase) ? FilterTokenKind.Keyword
                : phrase == 0 && OperatorWords.Contains(word.Text, StringComparer.OrdinalIgnoreCase) ? FilterTokenKind.Operator
                : phrase > 0 ? FilterTokenKind.Field
                : !wantsValue && FilterVocabulary.IsTest(word.Text) ? FilterTokenKind.Test
                : FilterTokenKind.Value;
            for (int end = i + Math.Max(1, phrase); i < end; i++) pieces[pieceAt[words[i].Span.Start]] = pieces[pieceAt[words[i].Span.Start]] with { Kind = kind };
            wantsValue = isList || kind is FilterTokenKind.Operator or FilterTokenKind.Field;
        }
    }

    private static int Phrase(List<Token> words, int at)
    {
        int longest = 0;
        string phrase = "";
        for (int i = 0; i < FilterVocabulary.LongestPhrase && at + i < words.Count && words[at + i].Kind == TokenKind.Word; i++)
        {
            phrase = i == 0 ? words[at].Text : $"{phrase} {words[at + i].Text}";
            if (FilterVocabulary.Find(phrase) is not null) longest = i + 1;
        }

        return longest;
    }
}

/// <summary>A piece of a filter's text.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="Length">Its characters.</param>
/// <param name="Kind">What it is.</param>
public readonly record struct FilterPiece(int Start, int Length, FilterTokenKind Kind);
