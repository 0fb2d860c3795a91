using Weir.Storage.Parquet;

namespace Weir.Storage.Rollups;

/// <summary>How long the buckets of a rollup are.</summary>
/// <param name="Name">As people write it, and in directories.</param>
/// <param name="Length">Of a bucket, which begins at a multiple of it since 1970 UTC.</param>
internal sealed record RollupLevel(string Name, TimeSpan Length)
{
    internal static readonly RollupLevel Minute = new("1m", TimeSpan.FromMinutes(1));
    internal static readonly RollupLevel TenMinutes = new("10m", TimeSpan.FromMinutes(10));
    internal static readonly RollupLevel Hour = new("1h", TimeSpan.FromHours(1));
    internal static readonly RollupLevel Day = new("1d", TimeSpan.FromDays(1));

    /// <summary>Finest first. Each is a multiple of the one before.</summary>
    internal static IReadOnlyList<RollupLevel> All { get; } = [Minute, TenMinutes, Hour, Day];

    /// <summary>Those that stand beside each file of flows; a file of <see cref="Day"/> is of all files of a day.</summary>
    internal static IReadOnlyList<RollupLevel> Beside { get; } = [Minute, TenMinutes, Hour];

    internal long Nanoseconds => Length.Ticks * 100;

    /// <summary>The directory of its tables within the archive.</summary>
    internal string Directory => ArchiveLayout.RollupPrefix + Name;
}
