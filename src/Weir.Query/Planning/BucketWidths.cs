namespace Weir.Query.Planning;

/// <summary>How wide buckets of time are: widths that people count in, so that a graph's edges are round. All are nanoseconds.</summary>
public static class BucketWidths
{
    /// <summary>The narrowest width.</summary>
    public const long Second = TimeSpanText.NanosecondsPerSecond;

    private const long Day = 86_400 * Second;

    // Divisors of a minute, an hour, a day.
    private static readonly long[] Widths =
    [
        Second, 2 * Second, 5 * Second, 10 * Second, 15 * Second, 30 * Second, 60 * Second, 120 * Second, 300 * Second, 600 * Second, 900 * Second, 1800 * Second,
        3600 * Second, 7200 * Second, 10_800 * Second, 21_600 * Second, 43_200 * Second, Day,
    ];

    /// <summary>The narrowest width that needs no more buckets than that; for years, days as many as are needed.</summary>
    /// <param name="range">With both ends.</param>
    /// <param name="most">Buckets at most.</param>
    public static long Of(TimeRange range, int most)
    {
        foreach (long width in Widths)
        {
            if (CountOf(range, width) <= most) return width;
        }

        return (CountOf(range, Day) / most + 1) * Day;
    }

    /// <summary>Widths beyond one that still need so many buckets, the narrowest first.</summary>
    /// <param name="width">Theirs is more.</param>
    /// <param name="range">With both ends.</param>
    /// <param name="least">Buckets at least.</param>
    public static IReadOnlyList<long> Beyond(long width, TimeRange range, int least) => [.. Widths.Where(wider => wider > width && CountOf(range, wider) >= least)];

    /// <summary>Buckets that a range touches; its last nanosecond is the one before its end.</summary>
    public static long CountOf(TimeRange range, long width) => SeriesPlan.BucketAt(range.UntilNs!.Value - 1, width) - SeriesPlan.BucketAt(range.SinceNs!.Value, width) + 1;
}
