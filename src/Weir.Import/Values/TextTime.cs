using System.Runtime.InteropServices;

namespace Weir.Import.Values;

/// <summary>Dates and times in text: <c>2026-11-20 08:00:00.123</c>, in a time zone where they tell none, or with <c>T</c> between, and <c>Z</c> or <c>+01:00</c> behind.</summary>
/// <param name="zone">Where times that tell no zone are from.</param>
internal sealed class TextTime(TimeZoneInfo zone)
{
    private const long Second = 1_000_000_000, Hour = 3600 * Second;
    private const int DateAndTime = 19; // characters of 2026-11-20 08:00:00

    // Neighbouring lines are of the same minute, or hour at least. A minute's text, 2026-11-20 08:00, is 16 octets.
    private UInt128 _minuteText = MemoryMarshal.Read<UInt128>("1970-01-01 00:00"u8);
    private long _minute;
    private long _hour = long.MinValue;
    private long _offset;

    /// <summary>Nanoseconds since 1970-01-01 UTC; years 1970 to 2261.</summary>
    internal bool TryParse(ReadOnlySpan<byte> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (text.Length < DateAndTime || text[16] != ':') return false;
        UInt128 minute = MemoryMarshal.Read<UInt128>(text);
        if (minute != _minuteText)
        {
            if (!TryParseMinute(text, out long began)) return false;
            (_minuteText, _minute) = (minute, began);
        }

        int second = Digits(text, 17, 2);
        if (second is < 0 or > 60) return false;
        nanoseconds = _minute + second * Second;
        text = text[DateAndTime..];
        if (!text.IsEmpty && text[0] == '.')
        {
            int digits = 1;
            while (digits < text.Length && char.IsAsciiDigit((char)text[digits])) digits++;
            if (digits == 1) return false;
            long part = 0;
            for (int i = 1; i <= 9; i++) part = part * 10 + (i < digits ? text[i] - '0' : 0);
            nanoseconds += part;
            text = text[digits..];
        }

        if (text.IsEmpty)
        {
            nanoseconds -= Offset(nanoseconds);
            return true;
        }

        if (text is [(byte)'Z']) return true;
        // +01:00, or without the colon.
        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (5 or 6) || (text.Length == 6 && text[3] != ':')) return false;
        int hours = Digits(text, 1, 2), minutes = Digits(text, text.Length - 2, 2);
        if (hours is < 0 or > 14 || minutes is < 0 or > 59) return false;
        long offset = hours * Hour + minutes * 60 * Second;
        nanoseconds -= text[0] == '+' ? offset : -offset;
        return true;
    }

    private static bool TryParseMinute(ReadOnlySpan<byte> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (text[4] != '-' || text[7] != '-' || text[10] is not ((byte)' ' or (byte)'T') || text[13] != ':') return false;
        int year = Digits(text, 0, 4), month = Digits(text, 5, 2), day = Digits(text, 8, 2), hour = Digits(text, 11, 2), minute = Digits(text, 14, 2);
        if (year is < 1970 or > 2261 || month is < 1 or > 12 || hour is < 0 or > 23 || minute is < 0 or > 59) return false;
        if (day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        nanoseconds = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Subtract(DateTime.UnixEpoch).Ticks * 100;
        return true;
    }

    private long Offset(long local)
    {
        long hour = local / Hour;
        if (hour == _hour) return _offset;
        _hour = hour;
        _offset = zone.GetUtcOffset(DateTime.SpecifyKind(DateTime.UnixEpoch.AddTicks(local / 100), DateTimeKind.Unspecified)).Ticks * 100;
        return _offset;
    }

    /// <summary>A number of some digits; below zero where they are none.</summary>
    private static int Digits(ReadOnlySpan<byte> text, int at, int count)
    {
        int value = 0;
        foreach (byte digit in text.Slice(at, count))
        {
            uint of = (uint)digit - '0';
            if (of > 9) return -1;
            value = value * 10 + (int)of;
        }

        return value;
    }
}
