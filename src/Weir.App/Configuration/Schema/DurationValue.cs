using System.Globalization;

namespace Weir.App.Configuration.Schema;

/// <summary>A time with its unit: <c>30s</c>, <c>15m</c>, <c>12h</c>, <c>90d</c>, <c>4w</c>, <c>5y</c> (of 365 days).</summary>
internal static class DurationValue
{
    /// <summary>Reads a time that was checked.</summary>
    public static TimeSpan Read(string text) => TryParse(text, out TimeSpan duration) ? duration : throw new FormatException(text);

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        int unit = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, 'w' => 7 * 86400, 'y' => 365 * 86400, _ => 0 };
        if (unit == 0 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number == 0)
            return false;
        duration = TimeSpan.FromSeconds((long)number * unit);
        return true;
    }
}
