namespace Weir.Exporter.Exporting;

/// <summary>Says how long to wait before more records may leave: tokens drip in at a rate, up to a burst.</summary>
/// <param name="pace">Rate and burst; the rate is not 0.</param>
/// <param name="clock">Tells the time.</param>
public sealed class TokenBucket(PaceOptions pace, TimeProvider clock)
{
    private double _tokens = pace.Burst;
    private long _filled = clock.GetTimestamp();

    /// <summary>Takes tokens, on credit where there are not enough.</summary>
    /// <returns>How long until the credit is paid back; zero where there was none.</returns>
    public TimeSpan Take(int count)
    {
        long now = clock.GetTimestamp();
        _tokens = Math.Min(pace.Burst, _tokens + clock.GetElapsedTime(_filled, now).TotalSeconds * pace.RecordsPerSecond) - count;
        _filled = now;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / pace.RecordsPerSecond);
    }
}
