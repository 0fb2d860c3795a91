namespace Weir.Storage.Parquet;

/// <summary>What a file's footer tells of a column of 64-bit numbers.</summary>
/// <param name="Least">No value is below it; above <paramref name="Greatest"/> where there is no value.</param>
/// <param name="Greatest">No value is above it.</param>
/// <param name="Absent">Rows without a value.</param>
internal readonly record struct ColumnRange(long Least, long Greatest, long Absent);
