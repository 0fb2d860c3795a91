using System.Globalization;
using Weir.Query.Planning;
using Weir.Storage.Rollups;

namespace Weir.Storage.Parquet;

/// <summary>
/// Where things stand in an archive:
/// <code>
/// ARCHIVE/flows/date=2026-11-20/hour=08/NAME.parquet            records received in that hour (UTC)
/// ARCHIVE/flows/date=2026-11-20/hour=08/NAME.0002.parquet       further parts of a large transaction
/// ARCHIVE/flows/date=2026-11-20/hour=08/compact-….parquet       what was NAMEs before
/// ARCHIVE/flows/date=2026-11-20/hour=08/.NAME.parquet.tmp       not yet committed; no reader matches it
/// ARCHIVE/counters/date=2026-11-20/hour=08/NAME.parquet         interface counters received in that hour
/// ARCHIVE/exporters/date=2026-11-20/hour=08/NAME.parquet        what came of exporters in that hour, by the minute
/// ARCHIVE/rollup-1m/ROLLUP/date=…/hour=…/NAME.parquet           sums of flows/date=…/hour=…/NAME.parquet
/// ARCHIVE/commits/NAME                                          commits of several files, while they happen
/// ARCHIVE/form                                                  which form records have (<see cref="ArchiveForm"/>)
/// ARCHIVE/gate                                                  held by who commits; counts the commits
/// ARCHIVE/lock                                                  held by writers
/// ARCHIVE/upkeep                                                held by who compacts, sums up or removes
/// </code>
/// A name has no dot, so parts of one name are never taken for another.
/// </summary>
internal sealed class ArchiveLayout(string root)
{
    internal const long NanosecondsPerHour = 3_600_000_000_000;

    /// <summary>The tables there are, by their directories.</summary>
    internal const string FlowsTable = "flows", CountersTable = "counters", ExportersTable = "exporters";

    /// <summary>Those of them that transactions write.</summary>
    internal static readonly IReadOnlyList<string> WrittenTables = [FlowsTable, CountersTable, ExportersTable];

    /// <summary>What the directories of rollups begin with; within, one for each rollup.</summary>
    internal const string RollupPrefix = "rollup-";

    /// <summary>What names begin with that may be committed again with other content. All others are of journal segments, whose content never changes, or of what can be read only once.</summary>
    internal const string ReplaceablePrefix = "import-";

    private const string Extension = ".parquet";
    private const string TemporaryExtension = ".tmp";
    private const int MaxNameLength = 128;

    internal string Root { get; } = Path.GetFullPath(root);

    internal string Flows => Path.Combine(Root, FlowsTable);

    internal string Commits => Path.Combine(Root, "commits");

    internal string GateFile => Path.Combine(Root, "gate");

    internal string FormFile => Path.Combine(Root, "form");

    internal string LockFile => Path.Combine(Root, "lock");

    internal string UpkeepFile => Path.Combine(Root, "upkeep");

    internal string Spill => Path.Combine(Root, ".spill");

    /// <summary>Whether a transaction may have this name: 1 to 128 letters, digits and hyphens.</summary>
    internal static bool IsName(string name) => name.Length is > 0 and <= MaxNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <summary>Whether committing the name again may bring other records.</summary>
    internal static bool IsReplaceable(string name) => name.StartsWith(ReplaceablePrefix, StringComparison.Ordinal);

    /// <summary>The hour of a time, counted from 1970; times before count backwards.</summary>
    internal static long HourOf(long nanoseconds) => nanoseconds / NanosecondsPerHour - (nanoseconds % NanosecondsPerHour < 0 ? 1 : 0);

    /// <summary>Whether an hour has times of a range.</summary>
    internal static bool IsWithin(long hour, TimeRange range) =>
        (range.SinceNs is not { } since || hour >= HourOf(since)) && (range.UntilNs is not { } until || hour <= HourOf(until));

    /// <summary>Path of a part within <see cref="Root"/>.</summary>
    internal static string File(string name, int part, long hour, string table = FlowsTable) =>
        FileIn(table, hour, part == 1 ? name + Extension : string.Create(CultureInfo.InvariantCulture, $"{name}.{part:D4}{Extension}"));

    /// <summary>Path of a file within <see cref="Root"/>.</summary>
    internal static string FileIn(string table, long hour, string fileName)
    {
        DateTime time = DateTime.UnixEpoch.AddHours(hour);
        return string.Create(CultureInfo.InvariantCulture, $"{table}/date={time:yyyy-MM-dd}/hour={time:HH}/{fileName}");
    }

    /// <summary>The file of a path within <paramref name="root"/>; <see langword="null"/> where no file of an archive has such a path.</summary>
    internal static ArchivedFile? TryParse(string relative, string root)
    {
        string[] parts = relative.Split('/');
        if (parts.Length < 4 || !TryHour(parts[^3], parts[^2], out long hour)) return null;
        return new(string.Join('/', parts[..^3]), hour, parts[^1], Path.Combine(root, relative));
    }

    /// <summary>Where a file of that path stands until it is committed.</summary>
    internal static string Temporary(string file) => Path.Combine(Path.GetDirectoryName(file)!, "." + Path.GetFileName(file) + TemporaryExtension);

    internal string FullPath(string file) => Path.Combine(Root, file);

    /// <summary>The tables of rollups that there are: <c>rollup-1m/NAME</c>.</summary>
    internal IReadOnlyList<string> RollupTables() =>
        [.. Directory.EnumerateDirectories(Root, RollupPrefix + "*").SelectMany(Directory.EnumerateDirectories).Select(Relative).Order(StringComparer.Ordinal)];

    /// <summary>All tables that there are.</summary>
    internal IReadOnlyList<string> Tables() => [.. WrittenTables.Where(table => Directory.Exists(FullPath(table))), .. RollupTables()];

    /// <summary>The directories that questions may read: those of tables, which may come later, too.</summary>
    internal IEnumerable<string> DataDirectories() =>
        WrittenTables.Concat(RollupLevel.All.Select(static level => level.Directory)).Select(table => FullPath(table) + "/");

    /// <summary>The committed files of a name, by their paths within <see cref="Root"/>, without the rollups of these.</summary>
    /// <remarks>Looks into every hour: some 10 ms for a year of 5-minute segments, small beside what a commit does.</remarks>
    internal IEnumerable<string> FilesOf(string name) => WrittenTables.Select(FullPath).Where(Directory.Exists).SelectMany(table =>
        Directory.EnumerateFiles(table, name + ".*", SearchOption.AllDirectories).Where(IsCommitted).Select(Relative));

    /// <summary>The files of a table with records received in a range, oldest hour first. They are not of one moment: see <see cref="ArchiveSnapshot"/>.</summary>
    internal IEnumerable<ArchivedFile> FilesBetween(TimeRange received, string table)
    {
        foreach ((long hour, string directory) in HoursBetween(received, table))
        {
            foreach (ArchivedFile file in FilesOf(table, hour, directory)) yield return file;
        }
    }

    /// <summary>The files of a table in an hour.</summary>
    internal IEnumerable<ArchivedFile> FilesOf(string table, long hour)
    {
        string directory = Path.GetDirectoryName(FullPath(FileIn(table, hour, "any")))!;
        return Directory.Exists(directory) ? FilesOf(table, hour, directory) : [];
    }

    /// <summary>The hours of a table, with their directories, that have times of a range, oldest first.</summary>
    internal IEnumerable<(long Hour, string Directory)> HoursBetween(TimeRange received, string table)
    {
        string path = FullPath(table);
        if (!Directory.Exists(path)) yield break;
        foreach (string day in Sorted(path, "date=*"))
        {
            if (!TryHour(Path.GetFileName(day), "hour=00", out long midnight)) continue;
            if (!IsWithin(midnight, received with { SinceNs = null }) || !IsWithin(midnight + 23, received with { UntilNs = null })) continue;
            foreach (string hour in Sorted(day, "hour=*"))
            {
                if (TryHour(Path.GetFileName(day), Path.GetFileName(hour), out long of) && IsWithin(of, received)) yield return (of, hour);
            }
        }
    }

    /// <summary>What writers left that never became part of the archive.</summary>
    internal IEnumerable<string> Leftovers() => Tables().SelectMany(table =>
        Directory.EnumerateFiles(FullPath(table), ".*" + TemporaryExtension, new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }));

    private static IEnumerable<ArchivedFile> FilesOf(string table, long hour, string directory)
    {
        IEnumerable<string> files;
        try
        {
            files = Directory.EnumerateFiles(directory, "*" + Extension);
        }
        catch (DirectoryNotFoundException)
        {
            return []; // retention took the hour while it was looked for
        }

        return files.Where(IsCommitted).Order(StringComparer.Ordinal).Select(file => new ArchivedFile(table, hour, Path.GetFileName(file), file));
    }

    private static bool IsCommitted(string path) => path.EndsWith(Extension, StringComparison.Ordinal) && Path.GetFileName(path)[0] != '.';

    private static string[] Sorted(string directory, string pattern)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(directory, pattern).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static bool TryHour(string day, string hour, out long hours)
    {
        hours = 0;
        if (!DateTime.TryParseExact(day, "'date='yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime date)) return false;
        if (!hour.StartsWith("hour=", StringComparison.Ordinal) || !int.TryParse(hour.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int of) || of > 23) return false;
        hours = (long)(date - DateTime.UnixEpoch).TotalHours + of;
        return true;
    }

    private string Relative(string path) => Path.GetRelativePath(Root, path);
}
