namespace Weir.Query.Syntax;

/// <summary>Cuts a filter's text into tokens. <c>#</c> begins a comment that goes to the end of the line.</summary>
internal static class Lexer
{
    private static readonly string[] Symbols = ["&&", "||", "!=", "!~", "<=", ">=", "==", "(", ")", "[", "]", ",", "=", "<", ">", "~", "!"];

    /// <exception cref="FilterException">A character that belongs to no token, or a quote that does not end.</exception>
    internal static List<Token> Read(string text)
    {
        if (text.Length > FilterLimits.MaxLength)
            throw new FilterException($"the filter has {text.Length} characters; {FilterLimits.MaxLength} are read", new(FilterLimits.MaxLength, 0));
        var tokens = new List<Token>();
        int at = 0;
        while (at < text.Length)
        {
            char first = text[at];
            if (char.IsWhiteSpace(first)) at++;
            else if (first == '#') at = EndOfLine(text, at);
            else tokens.Add(ReadToken(text, ref at));
        }

        tokens.Add(new(TokenKind.End, "", new(text.Length, 0)));
        return tokens;
    }

    /// <summary>Whether a word may hold this character.</summary>
    internal static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ':' or '/' or '-' or '+';

    internal static Token ReadToken(string text, ref int at)
    {
        int start = at;
        if (IsWordCharacter(text[at]))
        {
            while (at < text.Length && IsWordCharacter(text[at])) at++;
            return new(TokenKind.Word, text[start..at], new(start, at - start));
        }

        if (text[at] == '@' && at + 1 < text.Length && IsWordCharacter(text[at + 1]))
        {
            at++;
            while (at < text.Length && IsWordCharacter(text[at])) at++;
            return new(TokenKind.Saved, text[(start + 1)..at], new(start, at - start));
        }

        if (text[at] is '"' or '\'') return ReadQuoted(text, ref at);
        foreach (string symbol in Symbols)
        {
            if (string.CompareOrdinal(text, at, symbol, 0, symbol.Length) != 0) continue;
            at += symbol.Length;
            return new(TokenKind.Symbol, symbol == "==" ? "=" : symbol, new(start, symbol.Length));
        }

        throw new FilterException($"unexpected character {Show(text[at])} at column {at + 1}", new(at, 1));
    }

    private static Token ReadQuoted(string text, ref int at)
    {
        int start = at;
        int end = text.IndexOf(text[start], start + 1);
        if (end < 0) throw new FilterException($"the quote at column {start + 1} does not end", new(start, text.Length - start));
        at = end + 1;
        return new(TokenKind.Quoted, text[(start + 1)..end], new(start, at - start));
    }

    internal static int EndOfLine(string text, int at)
    {
        int end = text.IndexOf('\n', at);
        return end < 0 ? text.Length : end;
    }

    private static string Show(char c) => c is >= ' ' and <= '~' ? $"'{c}'" : $"U+{(int)c:X4}";
}
