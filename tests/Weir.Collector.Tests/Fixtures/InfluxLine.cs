namespace Weir.Collector.Tests.Fixtures;

/// <summary>One line of what telegraf's netflow input says of a payload: measurement, tags, fields, time.</summary>
internal sealed record InfluxLine(string Measurement, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>The lines of one measurement.</summary>
    public static List<InfluxLine> Read(string file, string measurement) =>
        [.. File.ReadLines(file).Where(line => line.StartsWith(measurement + ",", StringComparison.Ordinal)).Select(Parse)];

    private static InfluxLine Parse(string line)
    {
        int tags = line.IndexOf(' ', StringComparison.Ordinal);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int at = tags + 1; at < line.Length && line[at] != ' ';)
        {
            int equals = line.IndexOf('=', at);
            string name = line[at..equals];
            at = equals + 1;
            if (line[at] == '"')
            {
                int end = line.IndexOf('"', at + 1);
                fields[name] = line[(at + 1)..end];
                at = end + 1;
            }
            else
            {
                int end = line.IndexOfAny([',', ' '], at);
                if (end < 0) end = line.Length;
                fields[name] = line[at..end].TrimEnd('u');
                at = end;
            }

            if (at < line.Length && line[at] == ',') at++;
        }

        return new(line[..line.IndexOf(',', StringComparison.Ordinal)], fields);
    }
}
