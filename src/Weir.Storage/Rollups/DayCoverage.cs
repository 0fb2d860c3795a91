using System.Globalization;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;

namespace Weir.Storage.Rollups;

/// <summary>Which files of flows the file of a day sums: a list in its footer, <c>HOUR/NAME.parquet</c> with the hour since 1970.</summary>
internal static class DayCoverage
{
    /// <summary>What a footer is told.</summary>
    internal static string Metadata(IEnumerable<ArchivedFile> files) =>
        $"{{{RollupFiles.Key}: {DuckDbTypes.Literal(string.Join(' ', files.Select(static file => string.Create(CultureInfo.InvariantCulture, $"{file.Hour}/{file.FileName}"))))}}}";

    /// <summary>What files of days sum together.</summary>
    /// <exception cref="IOException">A footer cannot be read.</exception>
    internal static HashSet<SummedFile> Of(DuckDbConnection connection, IEnumerable<ArchivedFile> days, CancellationToken cancellationToken)
    {
        var summed = new HashSet<SummedFile>();
        string paths = string.Join(", ", days.Select(static day => DuckDbTypes.Literal(day.Path)));
        if (paths.Length == 0) return summed;
        using DuckDbResult result = connection.Query($"SELECT value FROM parquet_kv_metadata([{paths}]) WHERE key = '{RollupFiles.Key}'::BLOB", cancellationToken);
        while (result.NextChunk() is { } chunk)
        {
            using (chunk)
            {
                for (int row = 0; row < chunk.Count; row++)
                {
                    foreach (string file in chunk.Text(0, row).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    {
                        int slash = file.IndexOf('/', StringComparison.Ordinal);
                        summed.Add(new(long.Parse(file.AsSpan(0, slash), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), file[(slash + 1)..]));
                    }
                }
            }
        }

        return summed;
    }
}
