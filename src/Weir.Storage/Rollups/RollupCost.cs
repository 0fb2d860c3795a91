using Weir.Storage.Parquet;

namespace Weir.Storage.Rollups;

/// <summary>Which of several rollups answers best: first what leaves nothing out, then what reads least.</summary>
/// <remarks>A rollup that was configured later lacks the hours from before whose records are gone, and has to read records of those from before that are not.</remarks>
internal static class RollupCost
{
    /// <summary>The best of some.</summary>
    /// <param name="choices">At least one.</param>
    /// <param name="snapshot">Has the files of flows and of the tables of each.</param>
    internal static RollupChoice Least(IReadOnlyList<RollupChoice> choices, ArchiveSnapshot snapshot)
    {
        if (choices.Count == 1) return choices[0];
        IReadOnlyList<ArchivedFile> flows = snapshot.Files(ArchiveLayout.FlowsTable);
        return choices.MinBy(choice => (-Hours(choice, flows, snapshot), Octets(choice, flows, snapshot)))!;
    }

    // Hours that it knows of: those whose records are there, and those that are summed.
    private static int Hours(RollupChoice choice, IReadOnlyList<ArchivedFile> flows, ArchiveSnapshot snapshot)
    {
        HashSet<long> hours = [.. flows.Select(static file => file.Hour)];
        foreach (RollupLevel level in RollupLevel.Beside) hours.UnionWith(snapshot.Files(choice.Rollup.Table(level)).Select(static file => file.Hour));
        if (choice.Coarse == RollupLevel.Day)
        {
            foreach (ArchivedFile day in snapshot.Files(choice.Rollup.Table(RollupLevel.Day)))
            {
                for (int hour = 0; hour < 24; hour++) hours.Add(day.Hour + hour);
            }
        }

        return hours.Count;
    }

    private static long Octets(RollupChoice choice, IReadOnlyList<ArchivedFile> flows, ArchiveSnapshot snapshot)
    {
        var summed = new HashSet<string>(StringComparer.Ordinal);
        long octets = 0;
        foreach (ArchivedFile file in snapshot.Files(choice.Rollup.Table(choice.Fine)))
        {
            summed.Add(file.FileName);
            octets += file.Octets();
        }

        // Parts of one transaction are summed together, so that the name alone is asked; a file more or less is no wrong answer here.
        return octets + flows.Where(file => !summed.Contains(file.FileName)).Sum(static file => file.Octets());
    }
}
