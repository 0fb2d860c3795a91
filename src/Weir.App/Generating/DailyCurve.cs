namespace Weir.App.Generating;

/// <summary>How much of its busiest hour's traffic a network has at a time of day.</summary>
internal static class DailyCurve
{
    private const double BusiestHour = 20; // UTC; what access networks see in the evening
    private const double FallingHours = 8; // to four in the morning
    private const double RisingHours = 24 - FallingHours;
    private const double QuietestShare = 0.35;

    /// <summary>From 0.35 before dawn to 1 in the evening.</summary>
    public static double At(DateTimeOffset time)
    {
        double since = (time.UtcDateTime.TimeOfDay.TotalHours - BusiestHour + 24) % 24;
        double phase = since < FallingHours ? since / FallingHours : 1 + (since - FallingHours) / RisingHours;
        double swing = (1 + Math.Cos(phase * Math.PI)) / 2;
        return QuietestShare + (1 - QuietestShare) * swing;
    }
}
