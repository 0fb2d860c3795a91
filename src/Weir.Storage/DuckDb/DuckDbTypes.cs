using Weir.Flows.Columns;

namespace Weir.Storage.DuckDb;

/// <summary>Logical types as DuckDB's. An address is two columns of this type (see the dialect's stored columns).</summary>
internal static class DuckDbTypes
{
    internal static DuckDbType Of(LogicalType type) => type switch
    {
        LogicalType.UInt8 => DuckDbType.UTinyInt,
        LogicalType.UInt16 => DuckDbType.USmallInt,
        LogicalType.UInt32 => DuckDbType.UInteger,
        LogicalType.Time => DuckDbType.BigInt,
        LogicalType.Text => DuckDbType.Varchar,
        _ => DuckDbType.UBigInt,
    };

    /// <summary>Text as an SQL literal: for paths, which are no parameters of COPY.</summary>
    internal static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
