using System.Text;

namespace Weir.App.Configuration.Syntax;

/// <summary>
/// Cuts a configuration into tokens: words, "strings" with \" \\ \n \t, and <c>; , { } [ ]</c>. Blanks, <c># to the end of the
/// line</c> and <c>/* such */</c> part them; so does an ellipsis, which stands for what an example leaves out.
/// </summary>
internal sealed class ConfigurationLexer(string text)
{
    private const char Ellipsis = '…';

    private int _at;
    private int _line = 1;
    private int _lineStart;

    private TextPosition Here => new(_line, _at - _lineStart + 1);

    /// <summary>The next token; at the end always <see cref="TokenKind.End"/>. Every other call takes at least one character.</summary>
    public ConfigurationToken Next()
    {
        if (SkipBlanks() is { } unclosed) return unclosed;
        TextPosition start = Here;
        if (_at >= text.Length) return new(TokenKind.End, "", start);
        char first = text[_at];
        TokenKind kind = Punctuation(first);
        if (kind != TokenKind.Word)
        {
            _at++;
            return new(kind, first.ToString(), start);
        }

        if (first == '"') return Quoted(start);
        if (IsWordCharacter(first)) return Word(start);
        _at++;
        return new(TokenKind.Bad, $"character U+{(int)first:X4} has no place here", start);
    }

    private static TokenKind Punctuation(char character) => character switch
    {
        ';' => TokenKind.Semicolon,
        ',' => TokenKind.Comma,
        '{' => TokenKind.OpenBrace,
        '}' => TokenKind.CloseBrace,
        '[' => TokenKind.OpenBracket,
        ']' => TokenKind.CloseBracket,
        _ => TokenKind.Word,
    };

    private static bool IsBlank(char character) => character is ' ' or '\t' or '\r' or '\n' or '\uFEFF' or Ellipsis;

    private static bool IsWordCharacter(char character) =>
        character > ' ' && character is not ('"' or '\u007F' or '\uFFFD') && !IsBlank(character) && Punctuation(character) == TokenKind.Word;

    private ConfigurationToken? SkipBlanks()
    {
        while (_at < text.Length)
        {
            char character = text[_at];
            if (IsBlank(character)) Take();
            else if (character == '#') SkipLine();
            else if (character != '/' || _at + 1 >= text.Length || text[_at + 1] != '*') return null;
            else if (SkipComment() is { } unclosed) return unclosed;
        }

        return null;
    }

    private void SkipLine()
    {
        while (_at < text.Length && text[_at] != '\n') _at++;
    }

    private ConfigurationToken? SkipComment()
    {
        TextPosition start = Here;
        for (_at += 2; _at < text.Length; Take())
        {
            if (text[_at] != '*' || _at + 1 >= text.Length || text[_at + 1] != '/') continue;
            _at += 2;
            return null;
        }

        return new(TokenKind.Bad, "this comment has no end: want '*/'", start);
    }

    private ConfigurationToken Word(TextPosition start)
    {
        int from = _at;
        while (_at < text.Length && IsWordCharacter(text[_at])) _at++;
        // An address of IPv6 with its port is a word that holds brackets only where it is quoted.
        return _at - from > SyntaxLimits.WordLength ? TooLong(start) : new(TokenKind.Word, text[from.._at], start);
    }

    private ConfigurationToken Quoted(TextPosition start)
    {
        var value = new StringBuilder();
        string? wrong = null;
        for (_at++; _at < text.Length && text[_at] != '\n'; _at++)
        {
            char character = text[_at];
            if (character == '"')
            {
                _at++;
                return wrong is not null ? new(TokenKind.Bad, wrong, start)
                    : value.Length > SyntaxLimits.WordLength ? TooLong(start)
                    : new(TokenKind.Quoted, value.ToString(), start);
            }

            if (character == '\\' && _at + 1 < text.Length && text[_at + 1] != '\n')
            {
                character = Unescaped(text[++_at]);
                if (character == '\0') wrong ??= $"'\\{text[_at]}' is no escape: want \\\", \\\\, \\n or \\t";
            }
            else if (character is < ' ' and not '\t' or '\u007F' or '\uFFFD')
            {
                wrong ??= $"character U+{(int)character:X4} has no place in a string";
            }

            if (value.Length <= SyntaxLimits.WordLength) value.Append(character);
        }

        return new(TokenKind.Bad, "this string has no end on its line: want '\"'", start);
    }

    private static char Unescaped(char letter) => letter switch
    {
        '"' or '\\' => letter,
        'n' => '\n',
        't' => '\t',
        _ => '\0',
    };

    private static ConfigurationToken TooLong(TextPosition start) =>
        new(TokenKind.Bad, $"this is longer than {SyntaxLimits.WordLength} characters", start);

    private void Take()
    {
        if (text[_at++] != '\n') return;
        _line++;
        _lineStart = _at;
    }
}
