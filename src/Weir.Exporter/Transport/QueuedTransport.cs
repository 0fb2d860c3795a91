using System.Buffers;
using System.Net;
using Microsoft.Extensions.Logging;
using Weir.Exporter.Transport.Connections;
using Weir.Exporter.Transport.Spooling;

#pragma warning disable VSTHRD003 // There is no synchronization context to deadlock on: all of this runs on the pool.

namespace Weir.Exporter.Transport;

/// <summary>
/// Messages over a transport with sessions: TCP, TLS, DTLS. <see cref="Send"/> puts a message into memory and returns; one task
/// sends, connects again when a session breaks, and moves messages to the spool while the collector is away or slow. Order is
/// kept always. A message is forgotten only when the collector's host has acknowledged it; what a broken session leaves
/// unacknowledged is sent again. The decision: docs/adr/0005-spool.md.
/// <code>
/// Send ─▶ ring ─────────────▶ connection        all in memory while the collector keeps up
/// Send ─▶ ring ─▶ spool ────▶ connection        else everything passes through the spool, until it is empty and acknowledged
/// </code>
/// </summary>
public sealed class QueuedTransport : ITransport
{
    // Octets written at once: four TLS records; more gains nothing measurable.
    private const int BatchOctets = 64 * 1024;
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(64);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private readonly IConnector _connector;
    private readonly QueueOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly TimeSpan _confirmAfter;
    private readonly MessageRing _ring;
    private readonly Spool? _spool;
    private readonly SemaphoreSlim _signal = new(0);
    private readonly CancellationTokenSource _stop = new();

    // The sender's alone.
    private readonly TemplateMemory _acknowledgedTemplates = new();
    private readonly Queue<SentBatch> _window = new();
    private readonly Queue<(long Written, byte[] Message)> _sentTemplates = new();
    private readonly Queue<(long Time, long Octets)> _confirming = new();
    private readonly List<byte[]> _batchTemplates = [];
    private readonly List<int> _batchLengths = [];
    private readonly ArrayBufferWriter<byte> _batch = new(2 * BatchOctets);
    private Task? _signaled;
    private long _ringNext;
    private bool _spooling;
    private bool? _sessionIsInherited;
    private int _batchMessages;

    private Task _sender = Task.CompletedTask;
    private volatile bool _closing;
    private volatile int _generation;

    private QueuedTransport(IConnector connector, QueueOptions options, TimeProvider clock, ILogger logger)
    {
        _connector = connector;
        _options = options;
        _clock = clock;
        _logger = logger;
        _confirmAfter = options.ConfirmAfter > connector.ConfirmAfter ? options.ConfirmAfter : connector.ConfirmAfter;
        _ring = new MessageRing(options.MemoryOctets);
        MaxMessageLength = connector.MaxMessageLength;
        if (options.Spool is null) return;
        _spool = Spool.Open(options.Spool);
        _spooling = _spool.Depth > 0;
        if (!_spooling) return;
        _acknowledgedTemplates.Replace(_spool.CursorTemplates);
        TransportLog.Inherited(logger, connector.Name, _spool.Depth);
        CountSpool();
    }

    private enum SessionEnd
    {
        Closing,
        NextRun,
    }

    /// <inheritdoc/>
    public int MaxMessageLength { get; }

    /// <inheritdoc/>
    public int Generation => _generation;

    /// <inheritdoc/>
    public bool RemembersTemplates => true;

    /// <inheritdoc/>
    public TransportMetrics Metrics { get; } = new();

    /// <summary>Octets in memory that the collector's host has not acknowledged. For tests.</summary>
    internal long Unacknowledged => _ring.Used;

    private bool RingIsHigh => _ring.Used > _ring.Capacity / 2;

    /// <summary>Messages over TCP. Connecting is the sender's work and its failure no error here.</summary>
    /// <exception cref="IOException">The spool cannot be used.</exception>
    public static QueuedTransport OverTcp(TcpOptions tcp, QueueOptions options, TimeProvider clock, ILogger logger) =>
        Open(new TcpConnector(tcp), options, clock, logger);

    /// <summary>Messages over TLS 1.2 or 1.3.</summary>
    /// <exception cref="IOException">The spool cannot be used.</exception>
    /// <exception cref="TransportException">The certificates cannot be used.</exception>
    public static QueuedTransport OverTls(TcpOptions tcp, TlsOptions tls, QueueOptions options, TimeProvider clock, ILogger logger) =>
        Open(new TlsConnector(tcp, tls, clock), options, clock, logger);

    /// <summary>Messages over DTLS 1.2.</summary>
    /// <exception cref="IOException">The spool cannot be used.</exception>
    /// <exception cref="TransportException">The certificates cannot be used, or there is no OpenSSL.</exception>
    public static QueuedTransport OverDtls(IPEndPoint collector, TlsOptions tls, QueueOptions options, TimeProvider clock, ILogger logger) =>
        Open(new DtlsConnector(collector, tls), options, clock, logger);

    /// <summary>Opens the spool and starts the sender; connecting is the sender's work and its failure no error here.</summary>
    /// <param name="connector">Where to; disposed of with the transport.</param>
    /// <param name="options">How messages are kept.</param>
    /// <param name="clock">Tells the time to the back-off.</param>
    /// <param name="logger">Is told of connections made and lost.</param>
    /// <exception cref="IOException">The spool cannot be used.</exception>
    internal static QueuedTransport Open(IConnector connector, QueueOptions options, TimeProvider clock, ILogger logger)
    {
        QueuedTransport transport;
        try
        {
            transport = new QueuedTransport(connector, options, clock, logger);
        }
        catch
        {
            connector.Dispose();
            throw;
        }

        transport._sender = Task.Run(transport.RunAsync);
        return transport;
    }

    /// <inheritdoc/>
    public SendResult Send(ReadOnlySpan<byte> message)
    {
        if (message.Length > MaxMessageLength) return SendResult.TooLong;
        if (_closing) return SendResult.Failed;
        if (!_ring.TryAppend(message, out bool wake))
        {
            Metrics.Overflowed++;
            return SendResult.BufferFull;
        }

        if (wake) _signal.Release();
        return SendResult.Sent;
    }

    /// <summary>
    /// Sends what is left, within <see cref="QueueOptions.DrainTimeout"/>; what the collector does not take stays in the spool, or is lost
    /// and counted where there is none. Without a spool the time begins anew with each piece that the collector takes.
    /// </summary>
    public void Dispose()
    {
        if (_closing) return;
        _closing = true;
        _signal.Release();
        long before;
        do
        {
            before = Metrics.Delivered;
        }
        while (!WaitForSender(_options.DrainTimeout) && _spool is null && Metrics.Delivered != before);
        _stop.Cancel();
        WaitForSender(Timeout.InfiniteTimeSpan);
        _stop.Dispose();
        _signal.Dispose();
        _connector.Dispose();
    }

#pragma warning disable VSTHRD002 // The sender runs on the pool and needs nothing of the waiting thread.
    private bool WaitForSender(TimeSpan limit) => _sender.Wait(limit);
#pragma warning restore VSTHRD002

    private async Task RunAsync()
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
            Metrics.LastError = e.Message;
            TransportLog.Fault(_logger, _connector.Name, e);
        }
        finally
        {
            KeepTheRest();
        }
    }

    private async Task SendUntilClosedAsync()
    {
        int failures = 0;
        while (true)
        {
            long attempt = _clock.GetTimestamp();
            if (await TryConnectAsync(failures + 1) is { } connection)
            {
                failures = 0;
                using (connection)
                {
                    SessionEnd? end = await TryServeAsync(connection);
                    if (end == SessionEnd.Closing) return;
                    if (end == SessionEnd.NextRun) continue;
                }
            }

            failures++;
            TimeSpan pause = _options.Retry.After(failures) - _clock.GetElapsedTime(attempt);
            if (!await PauseAsync(pause)) return;
        }
    }

    private async Task<IConnection?> TryConnectAsync(int failures)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(_options.ConnectTimeout);
        Task<IConnection> connecting = _connector.ConnectAsync(limit.Token);
        string reason;
        try
        {
            while (!connecting.IsCompleted)
            {
                await WaitAsync(connecting, WakeWhenDisconnected(), Timeout.InfiniteTimeSpan);
                MoveToSpoolIfAny();
            }

            IConnection connection = await connecting;
            Metrics.Sessions++;
            Metrics.LastError = null;
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

        Metrics.ConnectErrors++;
        Metrics.LastError = reason;
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
            await connection.CloseAsync(_stop.Token);
            _acknowledgedTemplates.Clear();
            if (_spooling) _spool!.Rewind();
            return end;
        }
        catch (TransportException e)
        {
            reason = e.Message;
        }

        // A collector that closed its end in order still reads (RFC 7011 section 10.4.4): it gets what is on its way.
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
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
        int repeated = _window.Sum(batch => batch.Messages);
        Metrics.Breaks++;
        Metrics.Repeated += repeated;
        Metrics.LastError = reason;
        TransportLog.Broken(_logger, _connector.Name, reason, repeated);
        ForgetSession();
        return null;
    }

    private async Task<SessionEnd> ServeAsync(IConnection connection)
    {
        _acknowledgedTemplates.BeginSession();
        _sessionIsInherited = null;
        _confirming.Clear();
        TimeSpan poll = ShortestPoll;
        while (true)
        {
            Acknowledge(connection);
            if (connection.Ended.IsCompleted) throw new TransportException(await connection.Ended);
            if (_spooling) TurnSpool();
            else if (RingIsHigh) MoveToSpoolIfAny();
            bool nextRun = FillBatch();
            if (_batchMessages > 0)
            {
                await SendBatchAsync(connection);
                poll = ShortestPoll;
                continue;
            }

            if (_window.Count == 0 && nextRun) return SessionEnd.NextRun;
            if (_window.Count == 0 && _closing && _ring.Used == 0 && !_spooling) return SessionEnd.Closing;
            await WaitAsync(connection.Ended, nextRun ? WakeWhenHigh() : _ring.Tail + 1, _window.Count > 0 || _spooling ? poll : Timeout.InfiniteTimeSpan);
            if (poll < LongestPoll) poll *= 2;
        }
    }

    // The spool is left when all of it is acknowledged. New messages wait for that in memory, if it has room.
    private void TurnSpool()
    {
        if (_spool!.TryPeek(out _) || RingIsHigh)
        {
            MoveToSpoolIfAny();
        }
        else if (_window.Count == 0)
        {
            _spool.Clear();
            _spooling = false;
            _ringNext = _ring.Head;
            CountSpool();
        }
    }

    // Takes messages until the batch is full. Returns whether the next message is of another run of the exporter, whose templates and
    // sequence numbers are its own: it needs a session of its own.
    private bool FillBatch()
    {
        _batch.ResetWrittenCount();
        _batchLengths.Clear();
        _batchTemplates.Clear();
        _batchMessages = 0;
        while (TryPeek(out ReadOnlySpan<byte> message, out long ringNext))
        {
            bool inherited = _spooling && _spool!.PeekedIsInherited;
            if (_sessionIsInherited is { } session && session != inherited) return true;
            if (_batchMessages > 0 && _batch.WrittenCount + message.Length > BatchOctets) return false;
            if (_spooling && _spool!.Jump is { } templates)
            {
                _spool.Jump = null;
                _sentTemplates.Clear();
                _batchTemplates.Clear();
                _acknowledgedTemplates.Replace(templates);
                _acknowledgedTemplates.BeginSession();
            }

            _sessionIsInherited = inherited;
            _acknowledgedTemplates.WriteDue(message, MaxMessageLength, AddToBatch);
            AddToBatch(message);
            if (TemplateMemory.HasTemplates(message)) _batchTemplates.Add(message.ToArray());
            _batchMessages++;
            if (_spooling) _spool!.Consume();
            else _ringNext = ringNext;
        }

        return false;
    }

    private bool TryPeek(out ReadOnlySpan<byte> message, out long ringNext)
    {
        ringNext = 0;
        return _spooling ? _spool!.TryPeek(out message) : _ring.TryRead(_ringNext, out message, out ringNext);
    }

    private void AddToBatch(ReadOnlySpan<byte> message)
    {
        _batch.Write(message);
        _batchLengths.Add(message.Length);
    }

    private async Task SendBatchAsync(IConnection connection)
    {
        ReadOnlyMemory<byte> rest = _batch.WrittenMemory;
        if (!_connector.OneMessageAtOnce)
        {
            await SendPieceAsync(connection, rest);
        }
        else
        {
            foreach (int length in _batchLengths)
            {
                await SendPieceAsync(connection, rest[..length]);
                rest = rest[length..];
            }
        }

        Metrics.Delivered += _batchMessages;
        if (_spooling) Metrics.Replayed += _batchMessages;
        _window.Enqueue(new SentBatch(connection.Written, _batchMessages, _ringNext, _spooling ? _spool!.ReadPosition : default));
        foreach (byte[] message in _batchTemplates) _sentTemplates.Enqueue((connection.Written, message));
    }

    private async Task SendPieceAsync(IConnection connection, ReadOnlyMemory<byte> piece)
    {
        Task sending = connection.SendAsync(piece, _stop.Token);
        while (!sending.IsCompleted)
        {
            // The batch is a copy, so that the ring can be emptied while it is on its way.
            await WaitAsync(sending, WakeWhenHigh(), Timeout.InfiniteTimeSpan);
            if (RingIsHigh) MoveToSpoolIfAny();
        }

        await sending;
    }

    private void Acknowledge(IConnection connection)
    {
        long acknowledged = Confirmed(connection.Acknowledged);
        bool any = false;
        while (_window.TryPeek(out SentBatch batch) && batch.Written <= acknowledged)
        {
            _window.Dequeue();
            if (_spooling) _spool!.Acknowledge(batch.Spool, batch.Messages);
            else _ring.Release(batch.Ring);
            any = true;
        }

        while (_sentTemplates.TryPeek(out var sent) && sent.Written <= acknowledged) _acknowledgedTemplates.Observe(_sentTemplates.Dequeue().Message);
        if (any) CountSpool();
    }

    // What was acknowledged long enough ago.
    private long Confirmed(long acknowledged)
    {
        if (_confirmAfter == TimeSpan.Zero) return acknowledged;
        long now = _clock.GetTimestamp();
        long confirmed = 0;
        if (_confirming.Count == 0 || _confirming.Last().Octets != acknowledged) _confirming.Enqueue((now, acknowledged));
        while (_confirming.TryPeek(out var oldest) && _clock.GetElapsedTime(oldest.Time, now) >= _confirmAfter)
        {
            confirmed = oldest.Octets;
            if (_confirming.Count == 1) break;
            _confirming.Dequeue();
        }

        return confirmed;
    }

    private void ForgetSession()
    {
        _window.Clear();
        _sentTemplates.Clear();
        _confirming.Clear();
        if (_spooling) _spool!.Rewind();
        else _ringNext = _ring.Head;
    }

    // Waits until it is time to connect again, and keeps what comes meanwhile. False: the exporter ends.
    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        long start = _clock.GetTimestamp();
        while (true)
        {
            MoveToSpoolIfAny();
            if (_closing) return false;
            TimeSpan left = pause - _clock.GetElapsedTime(start);
            if (left <= TimeSpan.Zero) return true;
            await WaitAsync(null, WakeWhenDisconnected(), left);
        }
    }

    private long WakeWhenDisconnected() => _spool is null ? long.MaxValue : _ring.Tail + 1;

    private long WakeWhenHigh() => _spool is null ? long.MaxValue : _ring.Head + _ring.Capacity / 2 + 1;

    // Waits for a task, for messages up to a position, for the end of the exporter, or for some time.
    private async Task WaitAsync(Task? other, long wakeAt, TimeSpan limit)
    {
        if (_ring.WakeAt(wakeAt)) return;
        _signaled ??= _signal.WaitAsync(_stop.Token);
        using var cancel = new CancellationTokenSource();
        Task delay = Task.Delay(limit, _clock, cancel.Token);
        await (other is null ? Task.WhenAny(_signaled, delay) : Task.WhenAny(_signaled, delay, other));
        await cancel.CancelAsync();
        _stop.Token.ThrowIfCancellationRequested();
        if (_signaled.IsCompleted) _signaled = null;
    }

    // Moves all messages of the ring behind those of the spool. Those which were sent but not acknowledged go with them when the
    // spool is entered, so that one queue holds all that may have to be sent again, in order.
    private void MoveToSpoolIfAny()
    {
        if (_spool is null || _ring.Used == 0) return;
        bool entering = !_spooling;
        SentBatch[] window = entering ? [.. _window] : [];
        SpoolPosition sent = default;
        if (entering)
        {
            _spool.Begin(_acknowledgedTemplates);
            _window.Clear();
        }

        int moved = 0;
        long position = _ring.Head;
        long dropped = _spool.Dropped;
        while (_ring.TryRead(position, out ReadOnlySpan<byte> message, out long next))
        {
            _spool.Append(message);
            Metrics.Spooled++;
            position = next;
            if (!entering) continue;
            if (position == _ringNext) sent = _spool.TailPosition;
            if (moved < window.Length && window[moved].Ring == position) _window.Enqueue(window[moved++] with { Spool = _spool.TailPosition });
        }

        _spool.Flush();
        if (sent != default) _spool.SkipTo(sent);
        _ring.Release(position);
        _ringNext = position;
        _spooling = true;
        CountSpool();
        if (_spool.Dropped == dropped) return;
        TransportLog.Lost(_logger, _connector.Name, _spool.Dropped - dropped, _spool.Dropped, _spool.WriteError ?? "the spool is full");
    }

    private void CountSpool()
    {
        Metrics.SpoolDepth = _spool?.Depth ?? 0;
        Metrics.SpoolOctets = _spool?.Octets ?? 0;
        Metrics.Dropped = _spool?.Dropped ?? 0;
    }

    private void KeepTheRest()
    {
        ForgetSession();
        if (_spool is not null)
        {
            MoveToSpoolIfAny();
            _spool.Dispose();
            CountSpool();
            if (_spool.Depth > 0) TransportLog.Left(_logger, _connector.Name, _spool.Depth);
            return;
        }

        long lost = 0;
        for (long position = _ring.Head; _ring.TryRead(position, out _, out position);) lost++;
        Metrics.Dropped += lost;
        if (lost > 0) TransportLog.Lost(_logger, _connector.Name, lost, Metrics.Dropped, Metrics.LastError ?? "the collector did not take them in time");
    }

    /// <summary>Messages of one write that are not acknowledged.</summary>
    /// <param name="Written">Octets written in the session with them.</param>
    /// <param name="Messages">How many.</param>
    /// <param name="Ring">Position behind them in the ring, while all is in memory.</param>
    /// <param name="Spool">Position behind them in the spool, else.</param>
    private readonly record struct SentBatch(long Written, int Messages, long Ring, SpoolPosition Spool);
}
