namespace Weir.Flows.Pipeline;

/// <summary>Lets as much time pass between things that are given again as there was when they were received, or so many times less.</summary>
/// <param name="speed">Times faster; above 0.</param>
/// <param name="clock">Tells how much time has passed.</param>
/// <param name="wait">Lets time pass.</param>
public sealed class RecordedTime(double speed, TimeProvider clock, Action<TimeSpan> wait)
{
    private const double NanosecondsPerMicrosecond = 1000;

    private long _startedAt;
    private long? _firstNs;

    /// <summary>Waits until something is due. What was received before the first one, or late, is due at once.</summary>
    /// <param name="receivedNs">When it was received: nanoseconds since 1970-01-01 UTC.</param>
    public void WaitFor(long receivedNs)
    {
        if (_firstNs is not { } first)
        {
            _firstNs = receivedNs;
            _startedAt = clock.GetTimestamp();
            return;
        }

        TimeSpan due = TimeSpan.FromMicroseconds((receivedNs - first) / NanosecondsPerMicrosecond / speed);
        TimeSpan left = due - clock.GetElapsedTime(_startedAt);
        if (left > TimeSpan.Zero) wait(left);
    }
}
