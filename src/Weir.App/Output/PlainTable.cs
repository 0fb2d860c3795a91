using System.Text;

namespace Weir.App.Output;

/// <summary>
/// A table of texts whose characters are all as wide as each other, as those of most answers are: what Spectre.Console writes, to the octet, without the 40 ms that
/// it takes to start (docs/adr/0021-tables-of-short-answers.md). Texts that may be wider or narrower are left to it.
/// </summary>
internal static class PlainTable
{
    private const char Line = '─';
    private const char FirstBlock = '▀', LastBlock = '▟';

    /// <summary>Writes the table, where it is one that can be written so.</summary>
    /// <param name="heads">A text for each column.</param>
    /// <param name="isRight">Which of them stand on the right.</param>
    /// <param name="rows">A text for each column.</param>
    /// <param name="totals">The last row; <see langword="null"/>: none.</param>
    /// <param name="output">Where to.</param>
    /// <returns>Whether it was.</returns>
    internal static bool TryWrite(string[] heads, bool[] isRight, IReadOnlyList<string[]> rows, string[]? totals, TextWriter output)
    {
        if (rows.Count == 0 || heads.Length == 0) return false;
        var widths = new int[heads.Length];
        if (!Measure(heads, widths) || (totals is not null && !Measure(totals, widths))) return false;
        foreach (string[] row in rows)
        {
            if (!Measure(row, widths)) return false;
        }

        // A border and a column's margins.
        int width = 1;
        foreach (int column in widths) width += column + 3;
        var text = new StringBuilder();
        text.Append(' ', width).Append('\n');
        Append(text, heads, widths, isRight);
        text.Append(Line, width).Append('\n');
        foreach (string[] row in rows) Append(text, row, widths, isRight);
        if (totals is not null)
        {
            text.Append(Line, width).Append('\n');
            Append(text, totals, widths, isRight);
        }

        text.Append(' ', width).Append('\n');
        output.Write(text.ToString());
        return true;
    }

    private static bool Measure(string[] row, int[] widths)
    {
        if (row.Length != widths.Length) return false;
        for (int column = 0; column < row.Length; column++)
        {
            foreach (char c in row[column])
            {
                if (c is not ((>= ' ' and <= '~') or (>= FirstBlock and <= LastBlock))) return false;
            }

            widths[column] = Math.Max(widths[column], row[column].Length);
        }

        return true;
    }

    private static void Append(StringBuilder text, string[] row, int[] widths, bool[] isRight)
    {
        for (int column = 0; column < row.Length; column++)
        {
            int space = widths[column] - row[column].Length;
            text.Append(' ', 2 + (isRight[column] ? space : 0)).Append(row[column]).Append(' ', 1 + (isRight[column] ? 0 : space));
        }

        text.Append(" \n");
    }
}
