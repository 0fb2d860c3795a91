using System.Globalization;
using Weir.Flows.Columns;
using Weir.Query.Syntax;
using Weir.Wire.Primitives;

namespace Weir.Query.Planning;

/// <summary>
/// Dimensions as people write them:
/// <code>
/// dimension = column | column "/" bits-of-IPv4 [ "/" bits-of-IPv6 ] | "time/" width | "duration" | "bps" | "pps" | "bpp"
/// column    = a column's name, or its words of the filter language: src_addr, "src ip"
/// </code>
/// <c>src_addr/24</c> is 24 bits of IPv4 addresses and 64 of IPv6; <c>src_addr/24/48</c> is 48 of those.
/// </summary>
public static class DimensionText
{
    internal const string TimeWord = "time";

    // Less would be more buckets than records.
    private const long NarrowestBucket = TimeSpanText.NanosecondsPerSecond;

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is none; the message says what would be right.</exception>
    public static Dimension Parse(string text)
    {
        string trimmed = text.Trim();
        int slash = trimmed.IndexOf('/', StringComparison.Ordinal);
        string name = slash < 0 ? trimmed : trimmed[..slash];
        if (name.Equals(TimeWord, StringComparison.OrdinalIgnoreCase)) return Time(text, slash < 0 ? "" : trimmed[(slash + 1)..]);
        if (slash < 0 && DerivedName.Find(name) is { } measure) return new DerivedDimension(measure);
        FlowColumn column = Column(name);
        if (slash < 0) return column;
        if (column is not FlowColumn<IpAddress> addresses) throw new FormatException($"'{text}': only addresses have prefixes, and '{column.Name}' is none");
        string[] lengths = trimmed[(slash + 1)..].Split('/');
        int v6 = PrefixDimension.DefaultV6Bits;
        if (lengths.Length > 2 || !TryLength(lengths[0], 32, out int v4) || (lengths.Length == 2 && !TryLength(lengths[1], 128, out v6)))
            throw new FormatException($"'{text}': want {column.Name}/BITS, 0 to 32 of IPv4, or {column.Name}/BITS/BITS, the second 0 to 128 of IPv6");
        return new PrefixDimension(addresses, v4, v6);
    }

    /// <summary>Reads several with commas between.</summary>
    /// <exception cref="FormatException">One of them is none.</exception>
    public static IReadOnlyList<Dimension> ParseList(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <summary>Words that may begin one, for completion.</summary>
    public static IEnumerable<string> Words =>
        FlowColumns.All.Where(static column => column.Role == ColumnRole.Dimension).Select(static column => column.Name).Concat(DerivedName.Names).Append(TimeWord + "/");

    /// <summary>The column of a name, or of words of the filter language that name one.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static FlowColumn Column(string name)
    {
        if (FlowColumns.Find(name) is { } column) return column;
        if (FilterVocabulary.Find(name) is { Columns: [{ } only] }) return only;
        throw new FormatException($"unknown column '{name}'{Suggestion.For(name, FlowColumns.All.Select(static each => each.Name).Concat(DerivedName.Names))}; 'weir fields' lists them");
    }

    private static TimeDimension Time(string text, string width) => TimeSpanText.TryParse(width, out long nanoseconds) && nanoseconds >= NarrowestBucket
        ? new(nanoseconds)
        : throw new FormatException($"'{text}': want a bucket of time such as {TimeWord}/1m, {TimeWord}/5m or {TimeWord}/1h");

    private static bool TryLength(string text, int longest, out int bits) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out bits) && bits <= longest;
}
