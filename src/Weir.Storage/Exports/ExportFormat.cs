namespace Weir.Storage.Exports;

/// <summary>What an archive's records can be written as.</summary>
public enum ExportFormat
{
    /// <summary>As questions see them: addresses are two halves, times nanoseconds since 1970; and <c>weir archive import</c> takes the file in again.</summary>
    Parquet,

    /// <summary>A line of names, then a line a record (RFC 4180); addresses are text, times nanoseconds since 1970.</summary>
    Csv,

    /// <summary>An object of JSON a line; addresses are text, times nanoseconds since 1970.</summary>
    Ndjson,

    /// <summary>The file format of Apache Arrow's IPC; addresses are text, times are timestamps of nanoseconds in UTC.</summary>
    Arrow,
}
