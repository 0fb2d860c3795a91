using Weir.Storage.DuckDb;

namespace Weir.Storage.Parquet;

/// <summary>How many records files hold, as their footers say.</summary>
internal static class FileRows
{
    /// <summary>By the path of each file.</summary>
    internal static Dictionary<string, long> Of(DuckDbConnection connection, IReadOnlyList<ArchivedFile> files, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, long>(files.Count, StringComparer.Ordinal);
        using DuckDbResult result = connection.Query($"SELECT file_name, num_rows::BIGINT FROM parquet_file_metadata([{string.Join(", ", files.Select(static file => DuckDbTypes.Literal(file.Path)))}])", cancellationToken);
        while (result.NextChunk() is { } chunk)
        {
            using (chunk)
            {
                for (int row = 0; row < chunk.Count; row++) rows[chunk.Text(0, row)] = chunk.Values<long>(1)[row];
            }
        }

        return rows;
    }

    /// <summary>Of all files together, by reading a column of each, in which all have a value, rather than believing the footer.</summary>
    internal static long Count(DuckDbConnection connection, string column, IEnumerable<string> paths, CancellationToken cancellationToken) =>
        Numbers(connection, $"SELECT count({column})::BIGINT FROM {ParquetRelation.Of(paths)}", cancellationToken)[0];

    /// <summary>Of any relation.</summary>
    internal static long CountOf(DuckDbConnection connection, string relation, CancellationToken cancellationToken) =>
        Numbers(connection, $"SELECT count(*)::BIGINT FROM {relation}", cancellationToken)[0];

    /// <summary>The whole numbers in the first row of an answer.</summary>
    internal static long[] Numbers(DuckDbConnection connection, string sql, CancellationToken cancellationToken)
    {
        using DuckDbResult result = connection.Query(sql, cancellationToken);
        using DuckDbChunk chunk = result.NextChunk()!;
        return [.. Enumerable.Range(0, result.ColumnCount).Select(column => chunk.Values<long>(column)[0])];
    }
}
