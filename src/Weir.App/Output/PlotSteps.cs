namespace Weir.App.Output;

/// <summary>Steps of a drawing's scales: round numbers, so that people can read between them.</summary>
internal static class PlotSteps
{
    private const int Most = 6;
    private const long Second = 1_000_000_000, Minute = 60 * Second, Hour = 60 * Minute, Day = 24 * Hour;

    private static readonly double[] Round = [1, 2, 5, 10];

    private static readonly long[] Times =
    [
        Second, 2 * Second, 5 * Second, 10 * Second, 15 * Second, 30 * Second, Minute, 2 * Minute, 5 * Minute, 10 * Minute, 15 * Minute, 30 * Minute,
        Hour, 2 * Hour, 3 * Hour, 6 * Hour, 12 * Hour, Day, 2 * Day, 7 * Day, 14 * Day, 28 * Day, 91 * Day, 364 * Day,
    ];

    /// <summary>The step of a scale from zero on: 1, 2 or 5 times a power of ten.</summary>
    /// <param name="most">The largest value, above zero.</param>
    public static double OfValues(double most)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(most / Most)));
        return power * Round.First(round => most / (power * round) <= Most);
    }

    /// <summary>The step of a scale of time.</summary>
    /// <param name="lengthNs">What is drawn.</param>
    public static long OfTime(long lengthNs) => Times.FirstOrDefault(step => lengthNs / step <= Most, Times[^1] * (1 + lengthNs / Times[^1] / Most));

    /// <summary>What a time on the scale is called.</summary>
    /// <param name="ns">The time: nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="step">The step.</param>
    public static string Name(long ns, long step)
    {
        string time = ValueText.Time(ns);
        return ns % Day == 0 || step >= Day ? time[..10] : step < Minute ? time[11..19] : time[11..16];
    }
}
