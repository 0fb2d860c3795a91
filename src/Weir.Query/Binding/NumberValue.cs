using System.Globalization;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Syntax;
using Weir.Wire.Primitives;

namespace Weir.Query.Binding;

/// <summary>
/// Reads what integer, time and MAC columns are compared with: <c>443</c>, <c>1024-65535</c>, <c>0x12</c>, <c>10k</c> for
/// measures, <c>tcp</c> for the protocol, <c>SA</c> for TCP flags, RFC 3339 for times.
/// </summary>
internal static class NumberValue
{
    // RFC 9293 section 3.1 and RFC 3168: the control bits by their first letters.
    private const string FlagLetters = "FSRPAUEC";

    /// <exception cref="FilterException">The value does not fit the column.</exception>
    internal static NumberRange Read(FlowColumn column, FilterField field, ValueText value)
    {
        if (Named(column, field, value.Text) is { } named) return named;
        switch (column.Type)
        {
            case LogicalType.Mac:
                if (MacAddress.TryParse(value.Text, out MacAddress mac)) return new(mac.Bits, mac.Bits);
                throw Bad(value, $"is not a MAC address such as 00:1b:21:aa:bb:cc, which '{field.Phrase}' takes");
            case LogicalType.Time:
                if (TimeExpression.TryParseAbsolute(value.Text, out long time) || long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out time)) return new(time, time);
                throw Bad(value, $"is not a time such as '2026-11-20T08:00:00Z', which '{field.Phrase}' takes");
            default:
                return Integers(column, field, value);
        }
    }

    /// <summary>The values that a field of a column has.</summary>
    internal static NumberRange Limits(FlowColumn column, FilterField field)
    {
        NumberRange limits = Limits(column.Type);
        return field.DroppedBits == 0 ? limits : new(limits.Low, limits.High >> field.DroppedBits);
    }

    /// <summary>The values a type can hold.</summary>
    internal static NumberRange Limits(LogicalType type) => type switch
    {
        LogicalType.UInt8 => new(0, byte.MaxValue),
        LogicalType.UInt16 => new(0, ushort.MaxValue),
        LogicalType.UInt32 => new(0, uint.MaxValue),
        LogicalType.Mac => new(0, (1UL << 48) - 1),
        LogicalType.Time => new(long.MinValue, long.MaxValue),
        _ => new(0, ulong.MaxValue),
    };

    private static NumberRange Integers(FlowColumn column, FilterField field, ValueText value)
    {
        NumberRange limits = Limits(column, field);
        int dash = value.Text.IndexOf('-', StringComparison.Ordinal);
        if (dash <= 0) return One(value.Text) is { } only ? new(only, only) : throw NotANumber();
        if (One(value.Text[..dash]) is not { } low || One(value.Text[(dash + 1)..]) is not { } high) throw NotANumber();
        return low <= high ? new(low, high) : throw Bad(value, $"runs backwards: write {high}-{low}");

        Int128? One(string text)
        {
            if (!TryNumber(text, column.Role == ColumnRole.Measure, out Int128 number)) return null;
            return number <= limits.High ? number : throw Bad(value, $"is out of range: '{field.Phrase}' is 0 to {limits.High}");
        }

        FilterException NotANumber()
        {
            string hint = column == FlowColumns.Proto ? Suggestion.For(value.Text, ProtocolNames.All) : "";
            return Bad(value, $"is not a number, which '{field.Phrase}' takes{hint}");
        }
    }

    private static bool TryNumber(string text, bool scaled, out Int128 number)
    {
        number = 0;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            if (!ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits)) return false;
            number = bits;
            return true;
        }

        if (!scaled) return text.Length <= 38 && Int128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (!ScaledNumber.TryParse(text, out decimal value) || value != decimal.Truncate(value)) return false;
        number = (Int128)value;
        return true;
    }

    private static NumberRange? Named(FlowColumn column, FilterField field, string text)
    {
        if (field.DroppedBits > 0 && DscpNames.All.TryGetValue(text, out byte point)) return new(point, point);
        if (column == FlowColumns.Direction && text.ToLowerInvariant() is "ingress" or "in") return new(0, 0);
        if (column == FlowColumns.Direction && text.ToLowerInvariant() is "egress" or "out") return new(1, 1);
        if (column == FlowColumns.Proto && ProtocolNames.TryFind(text, out byte protocol)) return new(protocol, protocol);
        if (column != FlowColumns.TcpFlags || text.Length is 0 or > 8) return null;
        int bits = 0;
        foreach (char letter in text)
        {
            int bit = FlagLetters.IndexOf(char.ToUpperInvariant(letter), StringComparison.Ordinal);
            if (bit < 0) return null;
            bits |= 1 << bit;
        }

        return new(bits, bits);
    }

    private static FilterException Bad(ValueText value, string why)
    {
        string shown = value.Text.Length <= 40 ? value.Text : value.Text[..40] + "…";
        return new($"'{shown}' at column {value.Span.Column} {why}", value.Span);
    }
}
