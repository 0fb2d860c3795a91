using Weir.Query.Planning;

namespace Weir.Storage.Rollups;

/// <summary>The times of a question as one rollup answers them: most from coarse sums, the edges from fine ones, and what is finer still from records.</summary>
/// <param name="Rollup">Which sums.</param>
/// <param name="Coarse">Level of the core.</param>
/// <param name="Fine">The finest level that is made beside files and whose buckets lie in those of the question.</param>
/// <param name="Core">The part between buckets of <paramref name="Coarse"/>.</param>
/// <param name="Edges">Parts before and after it between buckets of <paramref name="Fine"/>.</param>
/// <param name="Rests">Parts before and after these.</param>
internal sealed record RollupChoice(Rollup Rollup, RollupLevel Coarse, RollupLevel Fine, TimeRange Core, IReadOnlyList<TimeRange> Edges, IReadOnlyList<TimeRange> Rests)
{
    /// <summary>Divides a question's time.</summary>
    /// <param name="rollup">Which sums.</param>
    /// <param name="levels">Levels there are of it.</param>
    /// <param name="range">The question's time.</param>
    /// <param name="widths">Widths of its buckets, nanoseconds.</param>
    /// <returns><see langword="null"/> where the range has no whole bucket.</returns>
    internal static RollupChoice? Of(Rollup rollup, IReadOnlyCollection<RollupLevel> levels, TimeRange range, IReadOnlyCollection<long> widths)
    {
        RollupLevel[] fitting = [.. RollupLevel.All.Where(level => levels.Contains(level) && widths.All(width => width % level.Nanoseconds == 0))];
        if (fitting.FirstOrDefault(static level => level != RollupLevel.Day) is not { } fine) return null;
        RollupLevel? coarse = fitting.LastOrDefault(level => Inner(range, level) is var inner && !IsEmpty(inner));
        if (coarse is null) return null;
        (TimeRange core, TimeRange known) = (Inner(range, coarse), Inner(range, fine));
        return new(
            rollup, coarse, fine, core,
            [.. Between(known.SinceNs, core.SinceNs), .. Between(core.UntilNs, known.UntilNs)],
            [.. Between(range.SinceNs, known.SinceNs), .. Between(known.UntilNs, range.UntilNs)]);
    }

    /// <summary>The range made smaller at both ends, to the beginnings of buckets.</summary>
    private static TimeRange Inner(TimeRange range, RollupLevel level) => new(
        range.SinceNs is { } since ? Clamp(-Floor(-(Int128)since, level.Nanoseconds)) : null,
        range.UntilNs is { } until ? Clamp(Floor(until, level.Nanoseconds)) : null);

    private static bool IsEmpty(TimeRange range) => range.SinceNs >= range.UntilNs;

    private static Int128 Floor(Int128 time, long length) => time - ((time % length) + length) % length;

    private static long Clamp(Int128 time) => (long)Int128.Clamp(time, long.MinValue, long.MaxValue);

    private static IEnumerable<TimeRange> Between(long? from, long? until) => from < until ? [new(from, until)] : [];
}
