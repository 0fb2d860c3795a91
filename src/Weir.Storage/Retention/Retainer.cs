using Weir.Query.Planning;
using Weir.Storage.Parquet;
using Weir.Storage.Rollups;

namespace Weir.Storage.Retention;

/// <summary>Removes what an archive is to keep no longer, whole hours of a table at a time, oldest first.</summary>
/// <remarks>By size records go first, and sums and what came of exporters only when there are no older records left: years of these are smaller than a day of records.</remarks>
internal sealed class Retainer(ArchiveLayout layout, RetentionPolicy policy)
{
    /// <summary>What goes now.</summary>
    /// <param name="now">Nanoseconds since 1970 UTC.</param>
    internal IReadOnlyList<Removal> Plan(long now) => [.. Choose(now).Select(static hour => hour.Removal)];

    /// <summary>Removes it.</summary>
    /// <param name="now">Nanoseconds since 1970 UTC.</param>
    /// <param name="removed">Told of each hour of a table that went.</param>
    /// <param name="cancellationToken">Stops it between two of them.</param>
    internal void Apply(long now, Action<Removal> removed, CancellationToken cancellationToken)
    {
        foreach (Hour hour in Choose(now))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (CommitGate gate = CommitGate.Enter(layout))
            {
                string[] go = [.. hour.Files.Select(static file => file.Relative).Where(file => File.Exists(layout.FullPath(file)))];
                if (go.Length == 0) continue;
                new CommitRecord($"retain-{Guid.NewGuid():N}", [], go).Carry(gate);
                RemoveEmpty(Path.GetDirectoryName(hour.Files[0].Path)!);
            }

            removed(hour.Removal);
        }
    }

    private List<Hour> Choose(long now)
    {
        if (policy.KeepsAll) return [];
        ArchiveSnapshot snapshot = ArchiveSnapshot.Take(layout, default, layout.Tables());
        List<Hour> hours = [.. snapshot.Tables.SelectMany(table => snapshot.Files(table).GroupBy(static file => file.Hour)
            .Select(group => new Hour(table, group.Key, [.. group], group.Sum(static file => file.Octets()))))];
        List<Hour> chosen = [];
        foreach (Hour hour in hours)
        {
            // Sums of a day's hours go together: those of the day could not be made again from some of them.
            long end = (hour.Table.StartsWith(ArchiveLayout.RollupPrefix, StringComparison.Ordinal) ? RollupFiles.DayOf(hour.Of) + 24 : hour.Of + 1) * ArchiveLayout.NanosecondsPerHour;
            if (policy.AgeOf(hour.Table.Split('/')[0]) is { } age && end <= now - age.Ticks * 100) chosen.Add(hour with { Reason = RemovalReason.Age });
        }

        chosen = [.. chosen.OrderBy(static hour => hour.Of).ThenBy(static hour => hour.Table, StringComparer.Ordinal)];
        if (policy.MaxBytes > 0) chosen.AddRange(TooMuch([.. hours.ExceptBy(chosen.Select(static hour => (hour.Table, hour.Of)), static hour => (hour.Table, hour.Of))], ArchiveLayout.HourOf(now)));
        return chosen;
    }

    private IEnumerable<Hour> TooMuch(List<Hour> hours, long current)
    {
        long excess = hours.Sum(static hour => hour.Bytes) - policy.MaxBytes;
        foreach (Hour hour in hours.Where(hour => hour.Of < current)
            .OrderBy(static hour => IsSmall(hour.Table)).ThenBy(static hour => hour.Of).ThenBy(static hour => hour.Table, StringComparer.Ordinal))
        {
            if (excess <= 0) yield break;
            // Without the sums of a file that stays they would only be made again.
            if (HasRecords(hour)) continue;
            excess -= hour.Bytes;
            yield return hour with { Reason = RemovalReason.Size };
        }
    }

    private static bool IsSmall(string table) => table == ArchiveLayout.ExportersTable || table.StartsWith(ArchiveLayout.RollupPrefix, StringComparison.Ordinal);

    private bool HasRecords(Hour sums)
    {
        if (!sums.Table.StartsWith(ArchiveLayout.RollupPrefix, StringComparison.Ordinal)) return false;
        return Enumerable.Range(0, RollupFiles.IsOfDays(sums.Table) ? 24 : 1).Any(hour => layout.FilesOf(ArchiveLayout.FlowsTable, sums.Of + hour).Any());
    }

    private void RemoveEmpty(string directory)
    {
        // A writer that is about to put a file there makes its attempt again.
        for (; directory.Length > layout.Root.Length && Directory.Exists(directory) && !Directory.EnumerateFileSystemEntries(directory).Any(); directory = Path.GetDirectoryName(directory)!)
        {
            if (!Path.GetFileName(directory).Contains('=', StringComparison.Ordinal)) return;
            Directory.Delete(directory);
        }
    }

    private sealed record Hour(string Table, long Of, ArchivedFile[] Files, long Bytes)
    {
        internal RemovalReason Reason { get; init; }

        internal Removal Removal => new(Table, Of * ArchiveLayout.NanosecondsPerHour, Files.Length, Bytes, Reason);
    }
}
