namespace Weir.Query.Sql;

/// <summary>What a parameter is bound as.</summary>
public enum SqlValueKind : byte
{
    /// <summary>64 bits, unsigned.</summary>
    Unsigned,

    /// <summary>64 bits, signed.</summary>
    Signed,

    /// <summary>A double.</summary>
    Real,

    /// <summary>Text.</summary>
    Text,
}

/// <summary>A value that goes beside the SQL text, never into it.</summary>
public readonly record struct SqlValue
{
    private readonly ulong _bits;

    private readonly string? _text;

    private SqlValue(SqlValueKind kind, ulong bits, string? text = null)
    {
        Kind = kind;
        _bits = bits;
        _text = text;
    }

    /// <summary>What it is bound as.</summary>
    public SqlValueKind Kind { get; }

    /// <summary>The value of <see cref="SqlValueKind.Unsigned"/>.</summary>
    public ulong Unsigned => _bits;

    /// <summary>The value of <see cref="SqlValueKind.Signed"/>.</summary>
    public long Signed => (long)_bits;

    /// <summary>The value of <see cref="SqlValueKind.Real"/>.</summary>
    public double Real => BitConverter.UInt64BitsToDouble(_bits);

    /// <summary>The value of <see cref="SqlValueKind.Text"/>.</summary>
    public string Text => _text ?? "";

    public static SqlValue Of(string value) => new(SqlValueKind.Text, 0, value);

    public static SqlValue Of(ulong value) => new(SqlValueKind.Unsigned, value);

    public static SqlValue Of(long value) => new(SqlValueKind.Signed, (ulong)value);

    public static SqlValue Of(double value) => new(SqlValueKind.Real, BitConverter.DoubleToUInt64Bits(value));
}
