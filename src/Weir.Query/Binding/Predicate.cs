using System.Text.RegularExpressions;
using Weir.Flows.Columns;
using Weir.Query.Syntax;
using Weir.Wire.Primitives;

namespace Weir.Query.Binding;

/// <summary>
/// What a filter means: tests on columns with values checked and converted. A test of a column that has no value does not
/// match, so its negation does.
/// </summary>
public abstract record Predicate;

/// <summary>All records.</summary>
public sealed record EverythingPredicate : Predicate
{
    public static EverythingPredicate Instance { get; } = new();
}

public sealed record AndPredicate(Predicate Left, Predicate Right) : Predicate;

public sealed record OrPredicate(Predicate Left, Predicate Right) : Predicate;

public sealed record NotPredicate(Predicate Operand) : Predicate;

/// <summary>The value of an integer, time or MAC column lies in one of the ranges. No ranges match nothing.</summary>
public sealed record NumberPredicate(FlowColumn Column, IReadOnlyList<NumberRange> Ranges) : Predicate;

/// <summary>The value of an address column lies in one of the ranges.</summary>
public sealed record AddressPredicate(FlowColumn Column, IReadOnlyList<AddressRange> Ranges) : Predicate;

/// <summary>The value of a text column is one of the values, letter for letter.</summary>
public sealed record TextPredicate(FlowColumn Column, IReadOnlyList<string> Values) : Predicate;

/// <summary>A pattern matches the value of a text column.</summary>
/// <param name="Column">A column of text.</param>
/// <param name="Pattern">What stands in SQL: a pattern of LIKE, or a regular expression of RE2.</param>
/// <param name="IsRegex">Whether it is a regular expression, which matches anywhere in the text.</param>
/// <param name="InMemory">The same for records in memory; it takes time in proportion to the text.</param>
public sealed record PatternPredicate(FlowColumn Column, string Pattern, bool IsRegex, Regex InMemory) : Predicate;

/// <summary>The values of two columns compare; where one has none they do not.</summary>
public sealed record ColumnsPredicate(FlowColumn Left, TermOperator Operator, FlowColumn Right) : Predicate;

/// <summary>All bits of the mask are set in the value of an integer column.</summary>
public sealed record BitsPredicate(FlowColumn Column, ulong Mask) : Predicate;

/// <summary>
/// A measure that no column holds compares with a value: nanoseconds for a duration, else per second or per packet.
/// Without times, or where it would divide by zero, it has no value.
/// </summary>
public sealed record DerivedPredicate(DerivedMeasure Measure, TermOperator Operator, double Value) : Predicate;

/// <summary>Integers from <paramref name="Low"/> to <paramref name="High"/>, both included; wide enough for every column.</summary>
public readonly record struct NumberRange(Int128 Low, Int128 High);

/// <summary>Addresses from <paramref name="Low"/> to <paramref name="High"/> in the order of their 128 bits, both included.</summary>
public readonly record struct AddressRange(IpAddress Low, IpAddress High)
{
    /// <summary>All IPv4 addresses.</summary>
    public static AddressRange V4 { get; } = new(IpAddress.FromV4(0), IpAddress.FromV4(uint.MaxValue));

    /// <summary>All addresses that are not IPv4.</summary>
    public static IReadOnlyList<AddressRange> V6 { get; } =
    [
        new(default, new(0, V4.Low.Low - 1)),
        new(new(0, V4.High.Low + 1), new(ulong.MaxValue, ulong.MaxValue)),
    ];

    /// <summary>The addresses of a prefix; bits of <paramref name="address"/> beyond it do not matter.</summary>
    /// <param name="address">Any address of the prefix.</param>
    /// <param name="bits">Length of the prefix in the 128 bits: for IPv4, 96 more than people write.</param>
    public static AddressRange OfPrefix(IpAddress address, int bits)
    {
        var value = new UInt128(address.High, address.Low);
        UInt128 free = bits == 128 ? UInt128.Zero : UInt128.MaxValue >> bits;
        return Of(value & ~free, value | free);
    }

    /// <summary>The addresses between two, given by their bits.</summary>
    public static AddressRange Of(UInt128 low, UInt128 high) => new(Split(low), Split(high));

    private static IpAddress Split(UInt128 value) => new((ulong)(value >> 64), (ulong)value);
}
