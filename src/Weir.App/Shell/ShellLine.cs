using System.Text;

namespace Weir.App.Shell;

/// <summary>
/// A line of the shell: words of a command, then pipes with words of their own. Words are parted by blanks; quotes of either kind and a
/// backslash keep them together, so that <c>match 'a|b c'</c> is two words.
/// </summary>
/// <param name="Command">The words of the command; none where the line is blank.</param>
/// <param name="Pipes">What its answer goes through, in order.</param>
internal sealed record ShellLine(IReadOnlyList<string> Command, IReadOnlyList<IReadOnlyList<string>> Pipes)
{
    /// <summary>Characters of a line at most: more than a person types, and what a request may hold several times over.</summary>
    public const int MaxLength = 4096;

    /// <summary>Splits a line.</summary>
    /// <param name="text">The line.</param>
    /// <param name="line">Its words, where nothing is wrong.</param>
    /// <returns>What is wrong; <see langword="null"/> where nothing is.</returns>
    public static string? TryParse(string text, out ShellLine line)
    {
        line = new([], []);
        if (text.Length > MaxLength) return $"the line is longer than {MaxLength} characters";
        List<List<string>> parts = [[]];
        StringBuilder? word = null;
        char quote = '\0';
        for (int at = 0; at < text.Length; at++)
        {
            char letter = text[at];
            if (quote != '\0')
            {
                if (letter == quote) quote = '\0';
                else word!.Append(letter == '\\' && quote == '"' && at + 1 < text.Length && text[at + 1] is '"' or '\\' ? text[++at] : letter);
                continue;
            }

            switch (letter)
            {
                case '\'' or '"':
                    (word, quote) = (word ?? new(), letter);
                    break;
                case '\\' when at + 1 < text.Length:
                    (word ??= new()).Append(text[++at]);
                    break;
                case '|':
                    End(parts, ref word);
                    parts.Add([]);
                    break;
                case ' ' or '\t':
                    End(parts, ref word);
                    break;
                default:
                    (word ??= new()).Append(letter);
                    break;
            }
        }

        if (quote != '\0') return $"a {quote} is not closed";
        End(parts, ref word);
        if (parts.Count > 1 && parts[0].Count == 0) return "there is no command before |";
        if (parts.Skip(1).Any(static part => part.Count == 0)) return $"there is nothing behind |: want {OutputPipe.Usage}";
        line = new(parts[0], [.. parts.Skip(1)]);
        return null;
    }

    private static void End(List<List<string>> parts, ref StringBuilder? word)
    {
        if (word is not null) parts[^1].Add(word.ToString());
        word = null;
    }
}
