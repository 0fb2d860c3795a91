using System.Globalization;
using System.Text.RegularExpressions;
using Weir.App.Commands;

namespace Weir.App.Shell;

/// <summary>One pipe of a line: takes an answer, gives another.</summary>
/// <param name="Apply">What it does.</param>
internal sealed record OutputPipe(Func<Answer, Answer> Apply)
{
    /// <summary>All there are, in words.</summary>
    public const string Usage = "json, table, match RE, count, or first N";

    /// <summary>Characters of an expression at most: what people write is far shorter, and automata grow with it.</summary>
    private const int MaxExpression = 256;

    /// <summary>The first words of pipes, for completion.</summary>
    public static IReadOnlyList<string> Words { get; } = ["json", "table", "match", "count", "first"];

    /// <summary>The pipe that words ask for.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static OutputPipe Of(IReadOnlyList<string> words) => words switch
    {
        ["json"] => new(static answer => Answer.OfText(AnswerText.Json(answer))),
        ["table"] => new(static answer => Answer.OfText(AnswerText.Table(answer))),
        ["count"] => new(static answer => Answer.OfText(Count(answer).ToString(CultureInfo.InvariantCulture))),
        ["match", { } expression] => Match(expression),
        ["first", { } number] => First(number),
        _ => throw new UsageException($"| {string.Join(' ', words)}: want {Usage}"),
    };

    private static int Count(Answer answer) => answer.Rows?.Count ?? answer.Lines.Count;

    // Whoever writes the expression may be a script that was given it: no expression takes longer than its text times the answer's.
    private static OutputPipe Match(string expression)
    {
        if (expression.Length > MaxExpression) throw new UsageException($"| match: the expression is longer than {MaxExpression} characters");
        Regex regex;
        try
        {
            regex = new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            throw new UsageException($"| match '{expression}': {failure.Message}");
        }

        return new(answer => answer.Rows is { } rows
            ? answer with { Rows = [.. rows.Where(row => regex.IsMatch(row.GetRawText()))] }
            : answer with { Lines = [.. answer.Lines.Where(line => regex.IsMatch(line))] });
    }

    private static OutputPipe First(string number)
    {
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int most)) throw new UsageException($"| first {number}: want a number");
        return new(answer => answer.Rows is { } rows ? answer with { Rows = [.. rows.Take(most)] } : answer with { Lines = [.. answer.Lines.Take(most)] });
    }
}
