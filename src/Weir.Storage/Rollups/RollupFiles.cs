using Weir.Storage.Parquet;

namespace Weir.Storage.Rollups;

/// <summary>Where the sums of a file are: beside it under its own name, and in files of its day.</summary>
internal static class RollupFiles
{
    /// <summary>What names of files of a day begin with.</summary>
    internal const string DayPrefix = "day-";

    /// <summary>The footer's key under which a file of a day lists what it sums: hours and names of files.</summary>
    internal const string Key = "weir_files";

    /// <summary>Everything that is summed from files, or with them, and so goes when they change.</summary>
    internal static IReadOnlyList<string> Of(ArchiveLayout layout, IReadOnlyList<string> files)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        IReadOnlyList<string>? tables = null;
        foreach (string file in files)
        {
            if (ArchiveLayout.TryParse(file, layout.Root) is not { Table: ArchiveLayout.FlowsTable } at) continue;
            tables ??= layout.RollupTables();
            foreach (string table in tables)
            {
                if (IsOfDays(table)) found.UnionWith(layout.FilesOf(table, DayOf(at.Hour)).Select(static day => day.Relative));
                else if (ArchiveLayout.FileIn(table, at.Hour, at.FileName) is { } beside && File.Exists(layout.FullPath(beside))) found.Add(beside);
            }
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a table's files are of whole days.</summary>
    internal static bool IsOfDays(string table) => table.StartsWith(RollupLevel.Day.Directory + "/", StringComparison.Ordinal);

    /// <summary>The first hour of an hour's day, in which files of the day stand.</summary>
    internal static long DayOf(long hour) => hour - (hour % 24 + 24) % 24;
}
