using Weir.Query.Planning;

namespace Weir.App.Api.Questions;

/// <summary>How wide buckets of time are: widths that people count in, so that a graph's edges are round.</summary>
internal static class BucketWidth
{
    /// <summary>Nanoseconds; the narrowest width.</summary>
    public const long Second = 1_000_000_000;

    private static readonly long[] Widths =
    [
        Second, 2 * Second, 5 * Second, 10 * Second, 15 * Second, 30 * Second, 60 * Second, 120 * Second, 300 * Second, 600 * Second, 900 * Second, 1800 * Second,
        3600 * Second, 7200 * Second, 10_800 * Second, 21_600 * Second, 43_200 * Second, 86_400 * Second,
    ];

    /// <summary>The narrowest width that needs no more buckets than that; for years, days as many as are needed.</summary>
    /// <param name="range">With both ends.</param>
    /// <param name="points">Buckets at most.</param>
    public static long Of(TimeRange range, int points)
    {
        foreach (long width in Widths)
        {
            if (CountOf(range, width) <= points) return width;
        }

        long day = Widths[^1];
        return ((range.UntilNs!.Value - range.SinceNs!.Value) / points / day + 1) * day;
    }

    /// <summary>Buckets that a range touches; its last nanosecond is the one before its end.</summary>
    public static long CountOf(TimeRange range, long width) => (range.UntilNs!.Value - 1) / width - range.SinceNs!.Value / width + 1;
}
