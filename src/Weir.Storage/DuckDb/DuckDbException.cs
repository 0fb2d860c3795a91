namespace Weir.Storage.DuckDb;

/// <summary>What kind of trouble DuckDB reports (<c>duckdb_error_type</c>), those that are told apart here.</summary>
public enum DuckDbErrorType
{
    Unknown = 0,
    IO = 28,
    Interrupt = 29,
    OutOfMemory = 33,
}

/// <summary>DuckDB refused a statement; the message is its own.</summary>
public sealed class DuckDbException(string message, DuckDbErrorType type = DuckDbErrorType.Unknown) : Exception(message)
{
    /// <summary>What kind of trouble it is.</summary>
    public DuckDbErrorType Type { get; } = type;
}
