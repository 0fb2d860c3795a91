using Weir.Wire.Primitives;

namespace Weir.Query.Results;

/// <summary>A value of an answer, in 128 bits and, but for text, without a heap object; its column's type says which property gives it.</summary>
public readonly record struct ResultValue
{
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly string? _text;
    private readonly bool _present;

    private ResultValue(ulong high, ulong low, string? text = null)
    {
        _high = high;
        _low = low;
        _text = text;
        _present = true;
    }

    /// <summary>No value.</summary>
    public static ResultValue Null => default;

    /// <summary>Whether there is no value; the other properties then mean nothing.</summary>
    public bool IsNull => !_present;

    /// <summary>The value of an unsigned column of any width.</summary>
    public ulong Unsigned => _low;

    /// <summary>The value of a signed column, or nanoseconds of a duration.</summary>
    public long Signed => (long)_low;

    /// <summary>The value of a column of 128 bits.</summary>
    public Int128 Wide => new(_high, _low);

    /// <summary>The value of a column of real numbers.</summary>
    public double Real => BitConverter.UInt64BitsToDouble(_low);

    /// <summary>The value of a column of truths.</summary>
    public bool IsTrue => _low != 0;

    /// <summary>The value of a time column: nanoseconds since 1970-01-01 UTC.</summary>
    public long TimeNs => (long)_low;

    /// <summary>The value of an address column.</summary>
    public IpAddress Address => new(_high, _low);

    /// <summary>The value of a MAC column.</summary>
    public MacAddress Mac => new(_low);

    /// <summary>The value of a text column.</summary>
    public string Text => _text ?? "";

    public static ResultValue Of(string value) => new(0, 0, value);

    public static ResultValue Of(ulong value) => new(0, value);

    public static ResultValue Of(long value) => new(0, (ulong)value);

    public static ResultValue Of(Int128 value) => new((ulong)(value >> 64), (ulong)value);

    public static ResultValue Of(double value) => new(0, BitConverter.DoubleToUInt64Bits(value));

    public static ResultValue Of(IpAddress value) => new(value.High, value.Low);
}
