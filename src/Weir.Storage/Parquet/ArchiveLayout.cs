using System.Globalization;
using Weir.Query.Planning;

namespace Weir.Storage.Parquet;

/// <summary>
/// Where things stand in an archive:
/// <code>
/// ARCHIVE/flows/date=2026-11-20/hour=08/NAME.parquet            records received in that hour (UTC)
/// ARCHIVE/flows/date=2026-11-20/hour=08/NAME.0002.parquet       further parts of a large transaction
/// ARCHIVE/flows/date=2026-11-20/hour=08/.NAME.parquet.tmp       not yet committed; no reader matches it
/// ARCHIVE/counters/date=2026-11-20/hour=08/NAME.parquet         interface counters received in that hour
/// ARCHIVE/commits/NAME                                          commits of several files, while they happen
/// ARCHIVE/lock                                                  held by writers
/// </code>
/// A name has no dot, so parts of one name are never taken for another.
/// </summary>
internal sealed class ArchiveLayout(string root)
{
    internal const long NanosecondsPerHour = 3_600_000_000_000;

    /// <summary>The tables there are, by their directories.</summary>
    internal const string FlowsTable = "flows", CountersTable = "counters";

    private const string Extension = ".parquet";
    private const string TemporaryExtension = ".tmp";
    private const int MaxNameLength = 128;

    internal string Root { get; } = Path.GetFullPath(root);

    internal string Flows => Path.Combine(Root, FlowsTable);

    internal string Counters => Path.Combine(Root, CountersTable);

    internal string Commits => Path.Combine(Root, "commits");

    internal string LockFile => Path.Combine(Root, "lock");

    internal string Spill => Path.Combine(Root, ".spill");

    /// <summary>Whether a transaction may have this name: 1 to 128 letters, digits and hyphens.</summary>
    internal static bool IsName(string name) => name.Length is > 0 and <= MaxNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <summary>The hour of a time, counted from 1970; times before count backwards.</summary>
    internal static long HourOf(long nanoseconds) => nanoseconds / NanosecondsPerHour - (nanoseconds % NanosecondsPerHour < 0 ? 1 : 0);

    /// <summary>Path of a part within <see cref="Root"/>.</summary>
    internal static string File(string name, int part, long hour, string table = FlowsTable)
    {
        DateTime time = DateTime.UnixEpoch.AddHours(hour);
        string suffix = part == 1 ? "" : $".{part:D4}";
        return string.Create(CultureInfo.InvariantCulture, $"{table}/date={time:yyyy-MM-dd}/hour={time:HH}/{name}{suffix}{Extension}");
    }

    /// <summary>Where a file of that path stands until it is committed.</summary>
    internal static string Temporary(string file) => Path.Combine(Path.GetDirectoryName(file)!, "." + Path.GetFileName(file) + TemporaryExtension);

    internal string FullPath(string file) => Path.Combine(Root, file);

    /// <summary>The committed files of a name, by their paths within <see cref="Root"/>.</summary>
    /// <remarks>Looks into every hour: some 10 ms for a year of 5-minute segments, small beside what a commit does.</remarks>
    internal IEnumerable<string> FilesOf(string name) => Tables.SelectMany(table =>
        Directory.EnumerateFiles(table, name + ".*", SearchOption.AllDirectories).Where(IsCommitted).Select(Relative));

    /// <summary>The files with records received in a range, oldest hour first.</summary>
    internal IEnumerable<string> FilesBetween(TimeRange received) => FilesBetween(received, Flows);

    /// <summary>The files of a table, by its directory, with records received in a range, oldest hour first.</summary>
    internal static IEnumerable<string> FilesBetween(TimeRange received, string table)
    {
        long first = received.SinceNs is { } since ? HourOf(since) : long.MinValue;
        long last = received.UntilNs is { } until ? HourOf(until) : long.MaxValue;
        foreach (string day in Sorted(table, "date=*"))
        {
            if (!DateTime.TryParseExact(Path.GetFileName(day), "'date='yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime date)) continue;
            long midnight = (long)(date - DateTime.UnixEpoch).TotalHours;
            if (midnight + 23 < first || midnight > last) continue;
            foreach (string hour in Sorted(day, "hour=*"))
            {
                if (!int.TryParse(Path.GetFileName(hour).AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int of) || midnight + of < first || midnight + of > last) continue;
                foreach (string file in Directory.EnumerateFiles(hour, "*" + Extension).Where(IsCommitted).Order(StringComparer.Ordinal)) yield return file;
            }
        }
    }

    /// <summary>What writers left that never became part of the archive.</summary>
    internal IEnumerable<string> Leftovers() => Tables.SelectMany(static table =>
        Directory.EnumerateFiles(table, ".*" + TemporaryExtension, new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }));

    // Counters there are only where some were sent.
    private IEnumerable<string> Tables => ((string[])[Flows, Counters]).Where(Directory.Exists);

    private static bool IsCommitted(string path) => path.EndsWith(Extension, StringComparison.Ordinal) && Path.GetFileName(path)[0] != '.';

    private static IOrderedEnumerable<string> Sorted(string directory, string pattern) => Directory.EnumerateDirectories(directory, pattern).Order(StringComparer.Ordinal);

    private string Relative(string path) => Path.GetRelativePath(Root, path);
}
