using System.Text;
using Weir.Query.Planning;
using Weir.Query.Sql;

namespace Weir.Storage.Parquet;

/// <summary>
/// Which files have flows that ended within a range. Records are filed by when they were received, which may be up to a day later
/// (<see cref="QueryPlanner.Lateness"/>), so a question for some minutes has a day of files that may have some of theirs; nearly none does.
/// </summary>
internal static class FlowEnds
{
    private static readonly byte[] EndColumn = Encoding.UTF8.GetBytes(StoredTimes.End.Name);

    /// <summary>The files that may have flows which ended within a range, and whether each of their records tells when its flow ended.</summary>
    internal static (IReadOnlyList<ArchivedFile> Files, bool AllTellEnd) Within(TimeRange range, IReadOnlyList<ArchivedFile> files)
    {
        var within = new List<ArchivedFile>(files.Count);
        bool allTellEnd = true;
        foreach (ArchivedFile file in files)
        {
            ColumnRange? ends = ParquetFooter.Range(file.Path, EndColumn);
            if (ends is { Absent: 0 } known && IsOutside(known, range)) continue;
            within.Add(file);
            allTellEnd &= ends is { Absent: 0 };
        }

        return (within, allTellEnd);
    }

    // What is left of a millisecond is kept beside it: the last of them may have flows up to the next.
    private static bool IsOutside(ColumnRange ends, TimeRange range) =>
        (range.SinceNs is { } since && ends.Greatest < StoredTimes.Milliseconds(since)) || (StoredTimes.Whole(range).UntilNs is { } until && ends.Least >= until);
}
