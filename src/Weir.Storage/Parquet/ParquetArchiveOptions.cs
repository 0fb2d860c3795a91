namespace Weir.Storage.Parquet;

/// <summary>How an archive is written. The defaults were measured; docs/adr/0002-stored-form-of-addresses-times-and-macs.md has the figures.</summary>
public sealed record ParquetArchiveOptions
{
    /// <summary>Threads that sort and compress.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Records of a file at most; a transaction of more becomes several. Bounds the memory of a transaction, too.</summary>
    public int PartRows { get; init; } = 1 << 20;

    /// <summary>
    /// Parts of a transaction that are written beside each other while the next is gathered, each by a thread of its own and with its records in memory.
    /// 1: whoever gathers them writes them.
    /// </summary>
    public int PartsAtOnce { get; init; } = 1;

    /// <summary>Octets of texts that a file's records are held with in memory, as a rule; a batch more may come. Where they are reached, the file has fewer records.</summary>
    public long PartTextBytes { get; init; } = 128L << 20;

    /// <summary>Records of a row group: what a query skips by its least and largest values, or reads.</summary>
    public int RowGroupRows { get; init; } = 122_880;

    /// <summary>
    /// Zstandard level, 1 to 22. For files that stay, 9: against 1 a tenth of the space less, for a third more processor time of writing them; reading costs the same. 12 takes half as long again and saves nothing.
    /// What is compacted soon is written at 1.
    /// </summary>
    public int ZstdLevel { get; init; } = 9;

    /// <summary>
    /// Whether the records of a file are brought into the order of their sources. Off, a file has the order in which records came, at less
    /// processor time: for what comes in small files all the time, and is made into large ones, in order, later.
    /// </summary>
    public bool SortsRecords { get; init; } = true;

    /// <summary>
    /// Hours that the records of a transaction may be of: each is a file. Ten years, more than anybody imports at once; what has more has times that are none.
    /// </summary>
    public int MaxHours { get; init; } = 10 * 366 * 24;

    /// <summary>Memory DuckDB may hold for all transactions together; more goes to files in the archive's directory.</summary>
    public long MemoryLimitBytes { get; init; } = 1L << 30;
}
