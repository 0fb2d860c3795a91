namespace Weir.Collector.Diagnostics;

/// <summary>Says when a complaint that repeats may be logged again, so that a full disk does not fill the log too. For one thread.</summary>
internal sealed class LogInterval(TimeProvider time, TimeSpan interval)
{
    private long _lastTimestamp;
    private bool _saidOnce;

    /// <summary>Whether the complaint is due; if it is, the interval begins again.</summary>
    public bool IsDue()
    {
        long now = time.GetTimestamp();
        if (_saidOnce && time.GetElapsedTime(_lastTimestamp, now) < interval) return false;
        _saidOnce = true;
        _lastTimestamp = now;
        return true;
    }
}
