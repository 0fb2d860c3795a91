namespace Weir.Storage.DuckDb;

/// <summary>What a statement does (<c>duckdb_statement_type</c> in duckdb.h), as far as it is told apart here.</summary>
public enum DuckDbStatementType
{
    Invalid = 0,

    /// <summary>Gives rows; also DESCRIBE, SUMMARIZE and SHOW, which DuckDB rewrites to it.</summary>
    Select = 1,
}
