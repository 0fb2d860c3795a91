using System.Globalization;
using Weir.App.Commands;

namespace Weir.App.Composition;

/// <summary>A number of octets as users write it: <c>500</c>, <c>64K</c>, <c>100M</c>, <c>1G</c>, by 1024.</summary>
internal static class OctetsText
{
    private const string Units = "KMGT";
    private const int UnitBits = 10;

    /// <summary>Reads it; what is wrong becomes one line that says what would be right.</summary>
    public static long Parse(string text, string option)
    {
        string digits = text;
        int shift = 0;
        if (text.Length > 0 && Units.IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal) is >= 0 and var unit)
        {
            digits = text[..^1];
            shift = (unit + 1) * UnitBits;
        }

        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number > long.MaxValue >> shift)
            throw new UsageException($"{option} {text}: want a number of octets, as 65536, 64K, 100M or 1G");
        return number << shift;
    }
}
