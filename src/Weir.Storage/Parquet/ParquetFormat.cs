using System.Globalization;

namespace Weir.Storage.Parquet;

/// <summary>How the archive's files are written, as options of DuckDB's COPY: in one place for all tables.</summary>
internal static class ParquetFormat
{
    /// <summary>
    /// The options, with more behind them. Bloom filters are left out: within an hour most ports and hosts are in every row group, and they would take
    /// seven per cent of the space and of the time.
    /// </summary>
    /// <param name="options">Sizes and levels.</param>
    /// <param name="more">Further options, each with a comma before it.</param>
    internal static string Clause(ParquetArchiveOptions options, string more = "") => string.Create(CultureInfo.InvariantCulture,
        $"(FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL {options.ZstdLevel}, ROW_GROUP_SIZE {options.RowGroupRows}, WRITE_BLOOM_FILTER false, USE_TMP_FILE false{more})");
}
