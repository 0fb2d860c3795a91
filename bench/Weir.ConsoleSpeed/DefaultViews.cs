using System.Globalization;

namespace Weir.ConsoleSpeed;

/// <summary>What the pages of the console ask before anybody has chosen anything but a range, and what is chosen first.</summary>
internal static class DefaultViews
{
    // Explore: its default first, then what its menu begins with.
    private static readonly string[] Groups = ["src_addr", "dst_addr", "proto", "dst_port", "dst_port,proto", "sampler_address,in_if", "src_as", "dst_as"];

    // Cards of Home, with the parameters that the page has for them.
    private static readonly string[] Cards = ["by=src_addr", "by=dst_addr", "by=dst_port,proto&filter=dst_port%20%3C%2032768", "by=sampler_address,in_if", "by=src_as", "by=proto"];

    /// <summary>Questions of Explore over the whole time, half of it, a quarter, and the last hour; of Home; of Flows.</summary>
    public static IEnumerable<Question> Questions(DateTimeOffset begin, DateTimeOffset end)
    {
        TimeSpan all = end - begin;
        TimeSpan[] spans = [all, all / 2, all / 4, all / 8, TimeSpan.FromHours(1)];
        foreach (TimeSpan span in spans)
        {
            foreach (string by in Groups) yield return new("Explore", $"series?by={by}&measure=bytes&n=8&points=220&least=36&{Range(end - span, end)}");
        }

        foreach (TimeSpan span in (TimeSpan[])[all, TimeSpan.FromHours(1)])
        {
            yield return new("Home", $"series?by=proto&n=5&points=240&{Range(end - span, end)}");
            foreach (string card in Cards) yield return new("Home", $"top?{card}&measures=bytes,packets,flows&n=6&{Range(end - span, end)}");
            yield return new("Flows", $"flows?n=2000&{Range(end - span, end)}");
            yield return new("Flows", $"flows?n=2000&filter=dst%20port%2053&{Range(end - span, end)}");
            yield return new("Topology", $"top?by=src_addr/24,dst_addr/24&n=40&{Range(end - span, end)}");
        }
    }

    /// <summary>Pages as a bookmark of the whole time opens them.</summary>
    public static IEnumerable<(string Name, string Path)> Pages(DateTimeOffset begin, DateTimeOffset end) =>
    [
        ("Home", "/?" + Range(begin, end)),
        ("Explore, by source", "/explore?" + Range(begin, end)),
        ("Explore, by protocol", "/explore?by=proto&" + Range(begin, end)),
        ("Explore, the last hour", "/explore?" + Range(end.AddHours(-1), end)),
        ("Flows", "/flows?" + Range(begin, end)),
    ];

    private static string Range(DateTimeOffset from, DateTimeOffset until) => string.Create(CultureInfo.InvariantCulture, $"since={from.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}&until={until.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
}
