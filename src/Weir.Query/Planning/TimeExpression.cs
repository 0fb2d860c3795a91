using System.Globalization;

namespace Weir.Query.Planning;

/// <summary>
/// Points in time as people write them, in UTC unless a zone is said: <c>2026-11-20T08:00:00Z</c> (RFC 3339),
/// <c>2026-11-20 08:00</c>, <c>2026-11-20</c>, <c>now</c>, <c>today</c>, <c>yesterday</c> (their midnights), <c>-1h</c>, <c>-2d</c>.
/// </summary>
public static class TimeExpression
{
    private const long NanosecondsPerTick = 100;
    private const long NanosecondsPerSecond = 1_000_000_000;

    // Nanoseconds since 1970 fit 64 bits from 1677 to 2262.
    private const int FirstYear = 1678;
    private const int LastYear = 2261;

    /// <summary>Reads any form.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="time">The clock of <c>now</c>.</param>
    /// <returns>Nanoseconds since 1970-01-01 UTC.</returns>
    /// <exception cref="FormatException">It is no form known; the message says which are.</exception>
    public static long Parse(string text, TimeProvider time)
    {
        string trimmed = text.Trim();
        DateTimeOffset now = time.GetUtcNow();
        switch (trimmed.ToLowerInvariant())
        {
            case "now": return Nanoseconds(now);
            case "today": return Midnight(now);
            case "yesterday": return Midnight(now.AddDays(-1));
        }

        if (TryParseAbsolute(trimmed, out long nanoseconds)) return nanoseconds;
        if (TryParseAgo(trimmed, out long ago)) return Nanoseconds(now) - ago;
        throw new FormatException($"'{text}' is not a time: write 2026-11-20T08:00:00Z, '2026-11-20 08:00', 2026-11-20, now, today, yesterday, -1h or -2d");
    }

    /// <summary>Reads a date, or a date and time; up to nine digits of a second.</summary>
    public static bool TryParseAbsolute(ReadOnlySpan<char> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (text.Length < 10 || !DateTime.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime date)
            || date.Year is < FirstYear or > LastYear)
        {
            return false;
        }

        nanoseconds = Nanoseconds(date);
        if (text.Length == 10) return true;
        if (text[10] is not ('T' or 't' or ' ')) return false;
        ReadOnlySpan<char> clock = text[11..];
        if (!TryTakeZone(ref clock, out long zone) || !TryTakeFraction(ref clock, out long fraction)) return false;
        if (fraction != 0 && clock.Length != 8) return false;
        if (!TimeSpan.TryParseExact(clock, ["hh\\:mm\\:ss", "hh\\:mm"], CultureInfo.InvariantCulture, out TimeSpan time)) return false;
        nanoseconds += time.Ticks * NanosecondsPerTick + fraction - zone;
        return true;
    }

    /// <summary>Nanoseconds since 1970-01-01 UTC as RFC 3339 text, to the last digit that is not zero.</summary>
    public static string Format(long nanoseconds)
    {
        long seconds = Math.DivRem(nanoseconds, NanosecondsPerSecond, out long fraction);
        if (fraction < 0) (seconds, fraction) = (seconds - 1, fraction + NanosecondsPerSecond);
        string text = DateTime.UnixEpoch.AddSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        return fraction == 0 ? text + "Z" : $"{text}.{fraction.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0')}Z";
    }

    private static bool TryTakeZone(ref ReadOnlySpan<char> clock, out long nanoseconds)
    {
        nanoseconds = 0;
        if (clock.EndsWith("Z", StringComparison.OrdinalIgnoreCase))
        {
            clock = clock[..^1];
            return true;
        }

        if (clock.Length < 6 || clock[^6] is not ('+' or '-')) return true;
        if (!TimeSpan.TryParseExact(clock[^5..], "hh\\:mm", CultureInfo.InvariantCulture, out TimeSpan zone)) return false;
        nanoseconds = (clock[^6] == '-' ? -zone.Ticks : zone.Ticks) * NanosecondsPerTick;
        clock = clock[..^6];
        return true;
    }

    private static bool TryTakeFraction(ref ReadOnlySpan<char> clock, out long nanoseconds)
    {
        nanoseconds = 0;
        int dot = clock.IndexOf('.');
        if (dot < 0) return true;
        ReadOnlySpan<char> digits = clock[(dot + 1)..];
        if (digits.Length is 0 or > 9 || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out nanoseconds)) return false;
        for (int i = digits.Length; i < 9; i++) nanoseconds *= 10;
        clock = clock[..dot];
        return clock.Length == 8;
    }

    private static bool TryParseAgo(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        return text.Length >= 3 && text[0] == '-' && TimeSpanText.TryParse(text.AsSpan(1), out nanoseconds);
    }

    private static long Midnight(DateTimeOffset time) => Nanoseconds(time.UtcDateTime.Date);

    private static long Nanoseconds(DateTimeOffset time) => Nanoseconds(time.UtcDateTime);

    private static long Nanoseconds(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks * NanosecondsPerTick;
}
