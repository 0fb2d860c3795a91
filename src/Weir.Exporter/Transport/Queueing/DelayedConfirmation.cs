namespace Weir.Exporter.Transport.Queueing;

/// <summary>Counts octets as confirmed some time after the collector's host acknowledged them: <see cref="QueueOptions.ConfirmAfter"/>.</summary>
/// <param name="delay">How long after; zero: at once.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class DelayedConfirmation(TimeSpan delay, TimeProvider clock)
{
    private readonly Queue<(long Time, long Octets)> _waiting = new();
    private long _newest;

    /// <summary>Takes what is acknowledged now and gives what was long enough ago.</summary>
    /// <param name="acknowledged">Octets since the session began.</param>
    public long Confirmed(long acknowledged)
    {
        if (delay == TimeSpan.Zero) return acknowledged;
        long now = clock.GetTimestamp();
        long confirmed = 0;
        if (_waiting.Count == 0 || _newest != acknowledged) _waiting.Enqueue((now, acknowledged));
        _newest = acknowledged;
        while (_waiting.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.Time, now) >= delay)
        {
            confirmed = oldest.Octets;
            if (_waiting.Count == 1) break;
            _waiting.Dequeue();
        }

        return confirmed;
    }

    /// <summary>Forgets a session.</summary>
    public void Clear() => _waiting.Clear();
}
