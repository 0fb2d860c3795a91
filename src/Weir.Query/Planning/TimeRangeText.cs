namespace Weir.Query.Planning;

/// <summary>
/// Ranges of time as people write them:
/// <code>
/// -1h                        from an hour ago on (also 30s, 15m, 2d, 1w)
/// today, yesterday           the whole day, UTC
/// 2026-11-20                 that day
/// 2026-11-20 08:00..10:00    from, included, to, excluded; a time of day after the dots is of the same day
/// 2026-11-20 08:00+90m       from a time on, for so long
/// A..B, A.., ..B             of any times that <see cref="TimeExpression"/> reads
/// </code>
/// </summary>
public static class TimeRangeText
{
    private const string Dots = "..";
    private const long NanosecondsPerDay = 86_400 * TimeSpanText.NanosecondsPerSecond;
    private const string Forms = "write -1h, today, yesterday, 2026-11-20, '2026-11-20 08:00..10:00', '2026-11-20 08:00+90m', or A..B of any two times";

    /// <summary>Reads a range.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="time">The clock of <c>now</c>.</param>
    /// <exception cref="FormatException">It is no range; the message says which forms there are.</exception>
    public static TimeRange Parse(string text, TimeProvider time)
    {
        string trimmed = text.Trim();
        int dots = trimmed.IndexOf(Dots, StringComparison.Ordinal);
        if (dots >= 0) return Between(text, trimmed[..dots].Trim(), trimmed[(dots + Dots.Length)..].Trim(), time);
        if (trimmed.StartsWith('-')) return new(TimeExpression.Parse(trimmed, time), null);
        int plus = trimmed.LastIndexOf('+');
        // A zone has a plus, too, but a width ends in a letter.
        if (plus > 0 && TimeSpanText.TryParse(trimmed.AsSpan(plus + 1), out long width))
        {
            long since = TimeExpression.Parse(trimmed[..plus], time);
            return Checked(text, since, Add(since, width));
        }

        bool isDay = trimmed.ToLowerInvariant() is "today" or "yesterday" || (trimmed.Length == 10 && TimeExpression.TryParseAbsolute(trimmed, out _));
        if (!isDay) throw new FormatException($"'{text}' is not a range of time: {Forms}");
        long midnight = TimeExpression.Parse(trimmed, time);
        return new(midnight, Add(midnight, NanosecondsPerDay));
    }

    private static TimeRange Between(string text, string from, string to, TimeProvider time)
    {
        if (from.Length == 0 && to.Length == 0) throw new FormatException($"'{text}' is not a range of time: {Forms}");
        long? since = from.Length == 0 ? null : TimeExpression.Parse(from, time);
        if (to.Length == 0) return new(since, null);
        // "08:00..10:00" of a day that stands before the first of them.
        if (since is { } first && to.Length is 5 or 8 && to[2] == ':') to = $"{TimeExpression.Format(first)[..10]} {to}";
        return Checked(text, since, TimeExpression.Parse(to, time));
    }

    private static TimeRange Checked(string text, long? since, long until) =>
        since is null || since < until ? new(since, until) : throw new FormatException($"'{text}' ends before it begins");

    private static long Add(long time, long width) => (long)Int128.Min((Int128)time + width, long.MaxValue);
}
