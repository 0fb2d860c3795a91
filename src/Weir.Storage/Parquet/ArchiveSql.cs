using System.Text;
using Weir.Storage.DuckDb;

namespace Weir.Storage.Parquet;

/// <summary>SQL for any DuckDB: a view of each table of an archive, and <see cref="ArchiveMacros"/>.</summary>
public static class ArchiveSql
{
    /// <summary>The statements, each on lines of its own.</summary>
    /// <exception cref="ArchiveNotFoundException">There is no archive in the directory.</exception>
    public static string Of(string directory)
    {
        var layout = new ArchiveLayout(directory);
        ArchiveForm.Check(layout);
        var sql = new StringBuilder(ArchiveMacros.Sql).Append('\n');
        foreach (string table in layout.Tables())
        {
            // A pattern without a file is an error to DuckDB.
            if (!layout.FilesBetween(default, table).Any()) continue;
            string pattern = string.Join("/", layout.FullPath(table), "*", "*", "*.parquet");
            string files = $"read_parquet({DuckDbTypes.Literal(pattern)}, hive_partitioning=true, union_by_name=true)";
            sql.Append($"CREATE OR REPLACE VIEW \"{table}\" AS FROM {(table == ArchiveLayout.FlowsTable ? ParquetRelation.Seen([], files) : files)};\n");
        }

        return sql.ToString();
    }
}
