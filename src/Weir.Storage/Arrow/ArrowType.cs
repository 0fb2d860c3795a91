using Weir.Storage.DuckDb;

namespace Weir.Storage.Arrow;

/// <summary>A type of Arrow's (Schema.fbs), those that exports have.</summary>
/// <param name="Kind">Its number in the union of types: 2 integer, 3 floating point, 5 text, 10 timestamp.</param>
/// <param name="Octets">Octets of a value; of a text 0.</param>
/// <param name="IsSigned">Of an integer.</param>
internal readonly record struct ArrowType(byte Kind, int Octets, bool IsSigned = false)
{
    internal const byte Integer = 2, FloatingPoint = 3, Text = 5, Timestamp = 10;

    /// <summary>The type of a column of a result.</summary>
    /// <param name="type">DuckDB's.</param>
    /// <param name="isTime">Whether numbers are nanoseconds since 1970.</param>
    /// <exception cref="NotSupportedException">No export has such a column.</exception>
    internal static ArrowType Of(DuckDbType type, bool isTime) => type switch
    {
        DuckDbType.BigInt when isTime => new(Timestamp, 8),
        DuckDbType.UTinyInt => new(Integer, 1),
        DuckDbType.USmallInt => new(Integer, 2),
        DuckDbType.UInteger => new(Integer, 4),
        DuckDbType.UBigInt => new(Integer, 8),
        DuckDbType.TinyInt => new(Integer, 1, true),
        DuckDbType.SmallInt => new(Integer, 2, true),
        DuckDbType.Integer => new(Integer, 4, true),
        DuckDbType.BigInt => new(Integer, 8, true),
        DuckDbType.Double => new(FloatingPoint, 8),
        DuckDbType.Varchar => new(Text, 0),
        _ => throw new NotSupportedException($"a column of type {type} is written to no Arrow file"),
    };
}
