using Weir.Query.Sql;

namespace Weir.Storage.DuckDb;

/// <summary>Types as DuckDB's.</summary>
internal static class DuckDbTypes
{
    /// <summary>The type of a stored column.</summary>
    internal static DuckDbType Of(StoredColumn column) => column.SqlType switch
    {
        "UTINYINT" => DuckDbType.UTinyInt,
        "USMALLINT" => DuckDbType.USmallInt,
        "UINTEGER" => DuckDbType.UInteger,
        "INTEGER" => DuckDbType.Integer,
        "BIGINT" => DuckDbType.BigInt,
        "VARCHAR" => DuckDbType.Varchar,
        _ => DuckDbType.UBigInt,
    };

    /// <summary>Text as an SQL literal: for paths, which are no parameters of COPY.</summary>
    internal static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
