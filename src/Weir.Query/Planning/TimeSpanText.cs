using System.Globalization;

namespace Weir.Query.Planning;

/// <summary>Widths of time as people write them: <c>30s</c>, <c>5m</c>, <c>1h</c>, <c>1d</c>, <c>1w</c>.</summary>
public static class TimeSpanText
{
    internal const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly (char Unit, long Seconds)[] Units = [('w', 604_800), ('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

    /// <summary>Reads a number and a unit.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="nanoseconds">More than zero, a century at most.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (text.Length < 2) return false;
        long unit = 0;
        foreach ((char letter, long seconds) in Units)
        {
            if (char.ToLowerInvariant(text[^1]) == letter) unit = seconds;
        }

        // A century is wide enough.
        if (unit == 0 || !long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long count) || count == 0 || count > 100L * 366 * 86_400 / unit) return false;
        nanoseconds = count * unit * NanosecondsPerSecond;
        return true;
    }

    /// <summary>The text of a width of whole seconds, in the largest unit that divides it.</summary>
    public static string Format(long nanoseconds)
    {
        long seconds = nanoseconds / NanosecondsPerSecond;
        foreach ((char letter, long unit) in Units)
        {
            if (seconds % unit == 0 && letter != 'w') return string.Create(CultureInfo.InvariantCulture, $"{seconds / unit}{letter}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{seconds}s");
    }
}
