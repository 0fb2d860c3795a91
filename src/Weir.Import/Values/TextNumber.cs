using System.Buffers.Text;

namespace Weir.Import.Values;

/// <summary>Numbers in text, all of it.</summary>
internal static class TextNumber
{
    /// <summary>Digits.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        if (text.IsEmpty || text.Length > 20) return false;
        if (text.Length == 20) return Utf8Parser.TryParse(text, out value, out int consumed) && consumed == text.Length;
        foreach (byte digit in text)
        {
            uint of = (uint)digit - '0';
            if (of > 9) return false;
            value = value * 10 + of;
        }

        return true;
    }

    /// <summary>Digits of a number no larger than a limit.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, ulong most, out ulong value) => TryParse(text, out value) && value <= most;

    /// <summary>Digits, and perhaps a point and more digits, of which those behind the ninth are left out: 1.5 is 1,500,000,000.</summary>
    internal static bool TryParseBillionths(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        bool isNegative = !text.IsEmpty && text[0] == '-';
        if (isNegative) text = text[1..];
        int point = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> fraction = point < 0 ? [] : text[(point + 1)..];
        if (!TryParse(point < 0 ? text : text[..point], long.MaxValue / 1_000_000_000 - 1, out ulong whole) || (point >= 0 && fraction.IsEmpty)) return false;
        long part = 0;
        for (int i = 0; i < Math.Max(9, fraction.Length); i++)
        {
            uint digit = i < fraction.Length ? (uint)fraction[i] - '0' : 0;
            if (digit > 9) return false;
            if (i < 9) part = part * 10 + digit;
        }

        value = (long)whole * 1_000_000_000 + part;
        if (isNegative) value = -value;
        return true;
    }
}
