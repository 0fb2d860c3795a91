using Weir.Exporter.Exporting;
using Weir.Flows.Interfaces;

namespace Weir.Exporter.Counters;

/// <summary>
/// Reads interface counters and sends them to each collector once in its polling interval, the interfaces spread evenly over it; and
/// gives sessions their turn to send what became due with time. The timer of an exporting process.
/// </summary>
/// <remarks>Also the source of interface names for options records: they come from the last reading, so telling them never asks the system.</remarks>
public sealed class CounterPoller : IInterfaceSource
{
    /// <summary>Time between two turns.</summary>
    public static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);

    private readonly IInterfaceSource? _source;
    private readonly TimeProvider _clock;
    private readonly Dictionary<CollectorSession, Progress> _progress = [];
    private IReadOnlyList<NetworkInterface> _interfaces = [];
    private long _lastRead;
    private bool _hasRead;

    /// <summary>A poller that has not read.</summary>
    /// <param name="source">Tells the counters; <see langword="null"/> where there are none to tell, as for capture files.</param>
    /// <param name="clock">Tells the time and wakes the poller.</param>
    public CounterPoller(IInterfaceSource? source, TimeProvider clock)
    {
        _source = source;
        _clock = clock;
    }

    /// <summary>Times the system did not tell the counters.</summary>
    public long Failures { get; private set; }

    /// <summary>The interfaces as they were last read; the first call reads.</summary>
    public IReadOnlyList<NetworkInterface> Read()
    {
        if (!_hasRead) ReadNow();
        return _interfaces;
    }

    /// <summary>Gives all sessions their turns until cancelled.</summary>
    public async Task RunAsync(IReadOnlyList<CollectorSession> sessions, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Turn, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken)) TakeTurn(sessions);
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    /// <summary>One turn: counters that are due, then whatever else is.</summary>
    public void TakeTurn(IReadOnlyList<CollectorSession> sessions)
    {
        foreach (CollectorSession session in sessions)
        {
            if (_source is not null) SendCounters(session);
            session.SendDue();
        }
    }

    /// <summary>The last word of a session, which any thread may have it say: the counters of every interface as they are now, and all options records.</summary>
    public Action<CollectorSession> LastWord()
    {
        ReadNow();
        NetworkInterface[] last = [.. _interfaces];
        return session =>
        {
            if (last.Length > 0) session.Write(last);
            session.TellAll();
        };
    }

    private void SendCounters(CollectorSession session)
    {
        long now = _clock.GetTimestamp();
        if (!_progress.TryGetValue(session, out Progress? progress)) _progress[session] = progress = new Progress { Began = now };
        TimeSpan interval = session.Options.PollingInterval;
        TimeSpan elapsed = _clock.GetElapsedTime(progress.Began, now);
        // Nothing to tell is asked about again each turn: the system may not have answered.
        IReadOnlyList<NetworkInterface> interfaces = _interfaces.Count == 0 ? Fresh(now) : _interfaces;
        // Where a turn is missed, what it would have sent is sent now; a whole round that is missed is left out.
        int due = (int)Math.Min(interfaces.Count, interfaces.Count * (elapsed / interval) + 1);
        if (due > progress.Sent)
        {
            interfaces = Fresh(now);
            due = Math.Min(due, interfaces.Count);
            NetworkInterface[] part = [.. interfaces.Skip(progress.Sent).Take(due - progress.Sent)];
            if (part.Length > 0) session.Write(part);
            progress.Sent = Math.Max(due, progress.Sent);
        }

        if (elapsed < interval) return;
        progress.Sent = 0;
        progress.Began = elapsed < 2 * interval ? progress.Began + (long)(interval.TotalSeconds * _clock.TimestampFrequency) : now;
    }

    // One reading serves all sessions of a turn.
    private IReadOnlyList<NetworkInterface> Fresh(long now)
    {
        if (!_hasRead || _clock.GetElapsedTime(_lastRead, now) >= Turn / 2) ReadNow();
        return _interfaces;
    }

    private void ReadNow()
    {
        _hasRead = true;
        _lastRead = _clock.GetTimestamp();
        if (_source is null) return;
        try
        {
            _interfaces = _source.Read();
        }
        catch (IOException)
        {
            Failures++;
        }
    }

    private sealed class Progress
    {
        public long Began;
        public int Sent;
    }
}
