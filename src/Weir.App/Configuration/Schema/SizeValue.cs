using System.Globalization;

namespace Weir.App.Configuration.Schema;

/// <summary>Octets with a unit of powers of 1024: <c>500G</c>, <c>2T</c>.</summary>
internal static class SizeValue
{
    public static bool TryParse(string text, out long octets)
    {
        octets = 0;
        int shift = text.Length == 0 ? 0 : text[^1] switch { 'K' => 10, 'M' => 20, 'G' => 30, 'T' => 40, _ => 0 };
        if (shift == 0 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is 0 or > 1 << 20)
            return false;
        octets = (long)number << shift;
        return true;
    }
}
