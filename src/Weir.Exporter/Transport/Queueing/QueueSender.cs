using Microsoft.Extensions.Logging;
using Weir.Exporter.Transport.Connections;

#pragma warning disable VSTHRD003 // There is no synchronization context to deadlock on: all of this runs on the pool.

namespace Weir.Exporter.Transport.Queueing;

/// <summary>
/// Brings a queue to its collector: connects, sends, waits for acknowledgements, and connects again when a session breaks. One task.
/// <code>
///            ┌───────────── pause ◀──────────┐
///            ▼                               │ cannot, or broken
/// begin ─▶ connect ─▶ serve ─────────────────┤
///            ▲          │ ended in order     │
///            └──────────┴─▶ closing: the end ┘
/// </code>
/// </summary>
internal sealed class QueueSender
{
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(64);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private readonly IConnector _connector;
    private readonly OutgoingQueue _queue;
    private readonly QueueOptions _options;
    private readonly TransportMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly DelayedConfirmation _confirmation;
    private readonly SemaphoreSlim _signal;
    private readonly CancellationToken _stop;
    private readonly MessageBatch _batch = new();
    private Task? _signaled;
    private bool _hasConfirmed;
    private volatile bool _closing;
    private volatile int _generation;

    /// <summary>A sender that has not begun.</summary>
    /// <param name="connector">Where to.</param>
    /// <param name="queue">What.</param>
    /// <param name="options">How patiently.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="clock">Tells the time to the back-off.</param>
    /// <param name="logger">Is told of connections made and lost.</param>
    /// <param name="signal">Released when the queue has what was waited for.</param>
    /// <param name="stop">Ends it at once, with what is left in the queue.</param>
    public QueueSender(
        IConnector connector, OutgoingQueue queue, QueueOptions options, TransportMetrics metrics, TimeProvider clock, ILogger logger, SemaphoreSlim signal, CancellationToken stop)
    {
        _connector = connector;
        _queue = queue;
        _options = options;
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
        _confirmation = new(options.ConfirmAfter > connector.ConfirmAfter ? options.ConfirmAfter : connector.ConfirmAfter, clock);
        _signal = signal;
        _stop = stop;
    }

    private enum SessionEnd
    {
        Closing,
        NextRun,
        Aged,
    }

    /// <summary>Sessions begun.</summary>
    public int Generation => _generation;

    /// <summary>Tells it to end when the queue is empty. The signal has to be released afterwards.</summary>
    public void Close() => _closing = true;

    /// <summary>Sends until closed or stopped; what is left then is kept where there is a spool.</summary>
    public async Task RunAsync()
    {
        try
        {
            await SendUntilClosedAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Told to end at once.
        }
        catch (Exception e)
        {
            // A fault of ours: it must not pass in silence, and what is kept is still brought to the disk below.
            _metrics.LastError = e.Message;
            TransportLog.Fault(_logger, _connector.Name, e);
        }
        finally
        {
            _queue.KeepTheRest();
        }
    }

    private async Task SendUntilClosedAsync()
    {
        int failures = 0;
        bool renews = false;
        while (true)
        {
            long attempt = _clock.GetTimestamp();
            IConnection? connection = await TryConnectAsync(failures + 1);
            if (renews) EndAged(connection is { Continues: true });
            renews = false;
            if (connection is not null)
            {
                using (connection)
                {
                    _hasConfirmed = false;
                    SessionEnd? end = await TryServeAsync(connection);
                    if (_hasConfirmed) failures = 0;
                    if (end == SessionEnd.Closing) return;
                    renews = end == SessionEnd.Aged;
                    if (end is not null) continue;
                }
            }

            failures++;
            TimeSpan pause = _options.Retry.After(failures) - _clock.GetElapsedTime(attempt);
            if (!await PauseAsync(pause)) return;
        }
    }

    private async Task<IConnection?> TryConnectAsync(int failures)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        limit.CancelAfter(_options.ConnectTimeout);
        Task<IConnection> connecting = _connector.ConnectAsync(limit.Token);
        string reason;
        try
        {
            while (!connecting.IsCompleted)
            {
                await WaitAsync(connecting, _queue.AtSpoolable, Timeout.InfiniteTimeSpan);
                _queue.MoveToSpool();
            }

            IConnection connection = await connecting;
            _metrics.Sessions++;
            _metrics.LastError = null;
            _generation++;
            TransportLog.Connected(_logger, _connector.Name);
            return connection;
        }
        catch (TransportException e)
        {
            reason = e.Message;
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            reason = $"no answer within {_options.ConnectTimeout.TotalSeconds:0.#} s";
        }

        _metrics.ConnectErrors++;
        _metrics.LastError = reason;
        TransportLog.CannotConnect(_logger, _connector.Name, reason, _options.Retry.After(failures).TotalSeconds);
        return null;
    }

    // Serves a session to its end; null where it broke.
    private async Task<SessionEnd?> TryServeAsync(IConnection connection)
    {
        string reason;
        try
        {
            SessionEnd end = await ServeAsync(connection);
            await connection.CloseAsync(_stop);
            if (end != SessionEnd.Aged) _queue.EndSession();
            return end;
        }
        catch (TransportException e)
        {
            reason = e.Message;
        }

        // A collector that closed its end in order still reads (RFC 7011 section 10.4.4): it gets what is on its way.
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop))
        {
            limit.CancelAfter(CloseLimit);
            try
            {
                await connection.CloseAsync(limit.Token);
            }
            catch (Exception e) when (e is TransportException or OperationCanceledException)
            {
                // Then it is gone; what it has not acknowledged is sent again.
            }
        }

        Acknowledge(connection);
        _confirmation.Clear();
        int repeated = _queue.BreakSession();
        _metrics.Breaks++;
        _metrics.Repeated += repeated;
        _metrics.LastError = reason;
        TransportLog.Broken(_logger, _connector.Name, reason, repeated);

        // Over datagrams nobody knows whether templates arrived; what is encoded from now on brings them.
        if (_connector.OneMessageAtOnce) _generation++;
        return null;
    }

    // What was sent in an aged session has arrived as far as that can be known if the collector takes the session up; else it may
    // have restarted long ago, and is sent again what the options say to keep.
    private void EndAged(bool continues)
    {
        if (continues) _queue.AcknowledgeAll();
        _confirmation.Clear();
        int repeated = _queue.BreakSession();
        if (repeated == 0) return;
        _metrics.Breaks++;
        _metrics.Repeated += repeated;
        TransportLog.Restarted(_logger, _connector.Name, repeated);
    }

    private async Task<SessionEnd> ServeAsync(IConnection connection)
    {
        _queue.BeginSession();
        _confirmation.Clear();
        TimeSpan poll = ShortestPoll;
        while (true)
        {
            Acknowledge(connection);
            if (connection.Ended.IsCompleted) throw new TransportException(await connection.Ended);
            if (connection.IsAged) return SessionEnd.Aged;
            _queue.Turn();
            bool nextRun = _queue.Fill(_batch);
            if (_batch.Messages > 0)
            {
                await SendBatchAsync(connection);
                poll = ShortestPoll;
                continue;
            }

            if (!_queue.IsAwaiting && nextRun) return SessionEnd.NextRun;
            if (_closing && _queue.IsEmpty) return SessionEnd.Closing;
            await WaitAsync(
                connection.Ended, nextRun ? _queue.AtHigh : _queue.AtNextMessage, _queue.IsAwaiting || _queue.IsSpooling ? poll : Timeout.InfiniteTimeSpan);
            if (poll < LongestPoll) poll *= 2;
        }
    }

    private void Acknowledge(IConnection connection) => _hasConfirmed |= _queue.Acknowledge(_confirmation.Confirmed(connection.Acknowledged));

    private async Task SendBatchAsync(IConnection connection)
    {
        if (!_connector.OneMessageAtOnce)
        {
            await SendPieceAsync(connection, _batch.Octets);
        }
        else
        {
            ReadOnlyMemory<byte> rest = _batch.Octets;
            foreach (int length in _batch.Lengths)
            {
                await SendPieceAsync(connection, rest[..length]);
                rest = rest[length..];
            }
        }

        _queue.OnSent(_batch, connection.Written);
    }

    private async Task SendPieceAsync(IConnection connection, ReadOnlyMemory<byte> piece)
    {
        Task sending = connection.SendAsync(piece, _stop);
        while (!sending.IsCompleted)
        {
            // The batch is a copy, so that the memory can be emptied while it is on its way.
            await WaitAsync(sending, _queue.AtHigh, Timeout.InfiniteTimeSpan);
            if (_queue.IsHigh) _queue.MoveToSpool();
        }

        await sending;
    }

    // Waits until it is time to connect again, and keeps what comes meanwhile. False: the exporter ends.
    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        long start = _clock.GetTimestamp();
        while (true)
        {
            _queue.MoveToSpool();
            if (_closing) return false;
            TimeSpan left = pause - _clock.GetElapsedTime(start);
            if (left <= TimeSpan.Zero) return true;
            await WaitAsync(null, _queue.AtSpoolable, left);
        }
    }

    // Waits for a task, for messages up to a position, for the end of the exporter, or for some time.
    private async Task WaitAsync(Task? other, long wakeAt, TimeSpan limit)
    {
        if (_queue.WakeAt(wakeAt)) return;
        _signaled ??= _signal.WaitAsync(_stop);
        using var cancel = new CancellationTokenSource();
        Task delay = Task.Delay(limit, _clock, cancel.Token);
        await (other is null ? Task.WhenAny(_signaled, delay) : Task.WhenAny(_signaled, delay, other));
        await cancel.CancelAsync();
        _stop.ThrowIfCancellationRequested();
        if (_signaled.IsCompleted) _signaled = null;
    }
}
