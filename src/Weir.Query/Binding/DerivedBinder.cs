using Weir.Query.Syntax;

namespace Weir.Query.Binding;

/// <summary>Binds tests of measures that no column holds: <c>duration &gt; 5s</c>, <c>bps &gt; 10M</c>.</summary>
internal static class DerivedBinder
{
    // Nanoseconds of a unit. A number alone is milliseconds, as in other tools of the trade.
    private static readonly (string Unit, decimal Nanoseconds)[] Units =
    [
        ("ns", 1), ("us", 1e3m), ("ms", 1e6m), ("s", 1e9m), ("m", 60e9m), ("h", 3600e9m), ("d", 86400e9m), ("", 1e6m),
    ];

    internal static Predicate Bind(DerivedMeasure measure, FilterField field, TermNode term)
    {
        Predicate? any = null;
        foreach (ValueText value in term.Values.Values)
        {
            Predicate one = One(measure, field, term.Operator, value);
            any = any is null ? one : new OrPredicate(any, one);
        }

        return any!;
    }

    private static Predicate One(DerivedMeasure measure, FilterField field, TermOperator op, ValueText value)
    {
        bool ordered = op is TermOperator.Less or TermOperator.LessOrEqual or TermOperator.Greater or TermOperator.GreaterOrEqual;
        int dash = value.Text.IndexOf('-', StringComparison.Ordinal);
        if (dash <= 0 || ordered) return new DerivedPredicate(measure, ordered ? op : TermOperator.Equal, Read(value.Text));
        return new AndPredicate(
            new DerivedPredicate(measure, TermOperator.GreaterOrEqual, Read(value.Text[..dash])),
            new DerivedPredicate(measure, TermOperator.LessOrEqual, Read(value.Text[(dash + 1)..])));

        double Read(string text)
        {
            if (measure == DerivedMeasure.Duration ? TryDuration(text, out double number) : TryNumber(text, out number)) return number;
            string takes = measure == DerivedMeasure.Duration ? "a duration such as 500ms, 5s or 2m" : "a number such as 64k or 1.5M";
            throw new FilterException($"'{(text.Length <= 40 ? text : text[..40] + "…")}' at column {value.Span.Column} is not {takes}, which '{field.Phrase}' takes", value.Span);
        }
    }

    private static bool TryNumber(string text, out double number)
    {
        bool read = ScaledNumber.TryParse(text, out decimal value);
        number = (double)value;
        return read;
    }

    private static bool TryDuration(string text, out double nanoseconds)
    {
        nanoseconds = 0;
        foreach ((string unit, decimal scale) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            ReadOnlySpan<char> number = text.AsSpan(0, text.Length - unit.Length);
            // "ms" ends in "s" too: the longer units stand first, and a number ends in a digit.
            if (number.IsEmpty || !char.IsAsciiDigit(number[^1])) continue;
            if (!ScaledNumber.TryParse(number, out decimal value)) return false;
            nanoseconds = (double)value * (double)scale;
            return true;
        }

        return false;
    }
}
