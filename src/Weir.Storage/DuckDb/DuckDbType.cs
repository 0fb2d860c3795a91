namespace Weir.Storage.DuckDb;

/// <summary>DuckDB's physical type numbers (<c>duckdb_type</c> in duckdb.h), those that the archive or its queries use.</summary>
public enum DuckDbType
{
    Invalid = 0,
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    UTinyInt = 6,
    USmallInt = 7,
    UInteger = 8,
    UBigInt = 9,
    Float = 10,
    Double = 11,
    HugeInt = 16,
    Varchar = 17,
    Blob = 18,
    Decimal = 19,
}
