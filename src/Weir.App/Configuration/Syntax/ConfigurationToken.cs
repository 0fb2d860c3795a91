namespace Weir.App.Configuration.Syntax;

/// <summary>What a token is.</summary>
internal enum TokenKind : byte
{
    End,
    Word,
    Quoted,
    Semicolon,
    Comma,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,

    /// <summary>Not a token of the language; the text says what is wrong.</summary>
    Bad,
}

/// <summary>A token and its place.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A word as written, a string without quotes and escapes; for a bad token what is wrong.</param>
/// <param name="Position">Its first character.</param>
internal readonly record struct ConfigurationToken(TokenKind Kind, string Text, TextPosition Position)
{
    public bool IsValue => Kind is TokenKind.Word or TokenKind.Quoted;

    /// <summary>As a message names it.</summary>
    public string Described => Kind == TokenKind.End ? "the end of the file" : $"'{Text}'";
}
