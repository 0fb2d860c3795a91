using System.Globalization;

namespace Weir.Query.Binding;

/// <summary>Numbers with a scale: <c>k M G T</c> are powers of 1000, <c>Ki Mi Gi Ti</c> of 1024. <c>1.5G</c> is 1500000000.</summary>
internal static class ScaledNumber
{
    private const string Letters = "kmgt";

    // Below the range of decimal even after the largest scale.
    private const int MaxDigits = 20;

    internal static bool TryParse(ReadOnlySpan<char> text, out decimal value)
    {
        decimal scale = 1;
        decimal step = 1000;
        if (text.Length > 2 && text[^1] is 'i' or 'I')
        {
            if (char.IsAsciiDigit(text[^2])) return Refuse(out value);
            step = 1024;
            text = text[..^1];
        }

        if (text.Length > 1 && !char.IsAsciiDigit(text[^1]))
        {
            int power = Letters.IndexOf(char.ToLowerInvariant(text[^1]), StringComparison.Ordinal);
            if (power < 0) return Refuse(out value);
            for (int i = 0; i <= power; i++) scale *= step;
            text = text[..^1];
        }

        if (text.Length > MaxDigits || !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)) return Refuse(out value);
        value *= scale;
        return true;
    }

    private static bool Refuse(out decimal value)
    {
        value = 0;
        return false;
    }
}
