namespace Weir.Storage.Parquet;

/// <summary>How an archive is written. The defaults were measured; docs/adr/0002-stored-form-of-addresses-times-and-macs.md has the figures.</summary>
public sealed record ParquetArchiveOptions
{
    /// <summary>Threads that sort and compress.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Records of a file at most; a transaction of more becomes several. Bounds the memory of a transaction, too.</summary>
    public int PartRows { get; init; } = 1 << 20;

    /// <summary>Records of a row group: what a query skips by its least and largest values, or reads.</summary>
    public int RowGroupRows { get; init; } = 122_880;

    /// <summary>Zstandard level, 1 to 22.</summary>
    public int ZstdLevel { get; init; } = 3;

    /// <summary>Memory DuckDB may hold for all transactions together; more goes to files in the archive's directory.</summary>
    public long MemoryLimitBytes { get; init; } = 1L << 30;
}
