using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;

namespace Weir.Storage.Compaction;

/// <summary>
/// Which names a compacted file holds: a list in its own footer (<c>weir_names</c>), so that it goes and stays with the records. A segment
/// that is committed again after a crash is found in it and is not added a second time.
/// </summary>
internal static class CompactedNames
{
    /// <summary>What names of compacted files begin with.</summary>
    internal const string Prefix = "compact-";

    /// <summary>The key in the footer.</summary>
    internal const string Key = "weir_names";

    internal static bool IsCompacted(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>What a footer is told of names.</summary>
    internal static string Metadata(string names) => $"{{{Key}: {DuckDbTypes.Literal(names)}}}";

    /// <summary>Whether compacted files of the same table and hour as a file hold a name.</summary>
    internal static bool Hold(DuckDbConnection connection, ArchiveLayout layout, string file, string name)
    {
        if (ArchiveLayout.IsReplaceable(name) || ArchiveLayout.TryParse(file, layout.Root) is not { } at) return false;
        return layout.FilesOf(at.Table, at.Hour).Any(other => IsCompacted(other.Name) && Of(connection, other.Path).Contains(name, StringComparer.Ordinal));
    }

    /// <summary>The names in a compacted file.</summary>
    /// <exception cref="IOException">Its footer cannot be read.</exception>
    internal static IReadOnlyList<string> Of(DuckDbConnection connection, string path)
    {
        try
        {
            using DuckDbResult result = connection.Query($"SELECT value FROM parquet_kv_metadata({DuckDbTypes.Literal(path)}) WHERE key = '{Key}'::BLOB");
            while (result.NextChunk() is { } chunk)
            {
                using (chunk)
                {
                    if (chunk.Count > 0) return chunk.Text(0, 0).Split(' ', StringSplitOptions.RemoveEmptyEntries);
                }
            }

            return [];
        }
        catch (DuckDbException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
