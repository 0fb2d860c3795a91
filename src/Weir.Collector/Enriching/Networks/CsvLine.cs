namespace Weir.Collector.Enriching.Networks;

/// <summary>Cuts a line of comma-separated values into cells (RFC 4180 section 2), spaces around them left out.</summary>
internal static class CsvLine
{
    private const char Quote = '"';

    /// <summary>Where the cells of a line are. Quotes within quotes are put right in place.</summary>
    /// <param name="line">The line; changed where it has quotes.</param>
    /// <param name="cells">Takes the places.</param>
    /// <returns>How many there are; one more than there is room for where they are too many.</returns>
    /// <exception cref="FormatException">A quote does not end, or something follows it.</exception>
    public static int Cut(Span<char> line, Span<Range> cells)
    {
        int at = 0;
        for (int cell = 0; cell < cells.Length; cell++)
        {
            while (at < line.Length && line[at] is ' ' or '\t') at++;
            cells[cell] = at < line.Length && line[at] == Quote ? Quoted(line, ref at) : Plain(line, ref at);
            if (at == line.Length) return cell + 1;
            at++;
        }

        return cells.Length + 1;
    }

    private static Range Plain(Span<char> line, ref int at)
    {
        int length = line[at..].IndexOf(',');
        int begin = at;
        at = length < 0 ? line.Length : at + length;
        return begin..(begin + line[begin..at].TrimEnd(" \t").Length);
    }

    private static Range Quoted(Span<char> line, ref int at)
    {
        int begin = at;
        int end = at++;
        while (true)
        {
            if (at == line.Length) throw new FormatException("a quote that does not end");
            char letter = line[at++];
            if (letter == Quote)
            {
                if (at == line.Length || line[at] != Quote) break;
                at++;
            }

            line[end++] = letter;
        }

        while (at < line.Length && line[at] is ' ' or '\t') at++;
        return at == line.Length || line[at] == ',' ? begin..end : throw new FormatException("something behind a quote: want a comma");
    }
}
