namespace Weir.Query.Syntax;

/// <summary>The kinds of token.</summary>
internal enum TokenKind : byte
{
    /// <summary>Letters, digits and <c>_ . : / + -</c>: a keyword, number, address, range or time.</summary>
    Word,

    /// <summary>Text in single or double quotes, here without them.</summary>
    Quoted,

    /// <summary>The name of a saved filter, here without the sign before it.</summary>
    Saved,

    /// <summary>A parenthesis, bracket, comma or operator.</summary>
    Symbol,

    /// <summary>The end of the text.</summary>
    End,
}

/// <summary>A token of a filter.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, SourceSpan Span)
{
    internal bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    internal bool IsWord(string word) => Kind == TokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>As messages name it.</summary>
    internal string Shown => Kind == TokenKind.End ? "the end of the filter" : $"'{(Text.Length <= 40 ? Text : Text[..40] + "…")}'";
}
