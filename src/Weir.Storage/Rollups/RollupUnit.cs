using Weir.Storage.Parquet;

namespace Weir.Storage.Rollups;

/// <summary>A file of flows and the sums beside it; either may be gone.</summary>
/// <param name="of">The file of flows; its sums have the same name.</param>
internal sealed class RollupUnit(SummedFile of)
{
    internal SummedFile Of => of;

    internal long Hour => of.Hour;

    /// <summary>The records.</summary>
    internal ArchivedFile? Flows { get; set; }

    /// <summary>The sums by level.</summary>
    internal Dictionary<RollupLevel, ArchivedFile> Sums { get; } = [];

    internal ArchivedFile? Level(RollupLevel level) => Sums.GetValueOrDefault(level);

    /// <summary>The coarsest sums whose buckets lie in those of a level.</summary>
    internal ArchivedFile? At(RollupLevel level) =>
        RollupLevel.Beside.Reverse().Where(beside => beside.Length <= level.Length).Select(Level).FirstOrDefault(static file => file is not null);
}
