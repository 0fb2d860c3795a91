using Microsoft.Extensions.Logging;
using Weir.Exporter.Transport.Spooling;

namespace Weir.Exporter.Transport.Queueing;

/// <summary>
/// The messages that the collector's host has not acknowledged, in order, in one of two places: all in memory while the collector
/// keeps up, else all in the spool, with what is new on its way there. <see cref="TryAppend"/> is the exporting thread's, all else
/// the sender's. The decision: docs/adr/0005-spool.md.
/// </summary>
internal sealed class OutgoingQueue : IDisposable
{
    private readonly MessageRing _ring;
    private readonly Spool? _spool;
    private readonly TransportMetrics _metrics;
    private readonly ILogger _logger;
    private readonly string _name;
    private readonly int _maxMessageLength;

    // The templates in force at the oldest message that is not acknowledged.
    private readonly TemplateMemory _acknowledgedTemplates = new();
    private readonly Queue<SentBatch> _window = new();
    private readonly Queue<(long Written, byte[] Message)> _sentTemplates = new();
    private long _ringNext;
    private bool _spooling;
    private bool? _sessionIsInherited;
    private readonly RoomGate _room;

    /// <summary>A queue with what an earlier run left in the spool.</summary>
    /// <exception cref="IOException">The spool cannot be used.</exception>
    public OutgoingQueue(QueueOptions options, string name, int maxMessageLength, TransportMetrics metrics, ILogger logger)
    {
        _name = name;
        _maxMessageLength = maxMessageLength;
        _metrics = metrics;
        _logger = logger;
        _ring = new MessageRing(options.MemoryOctets);
        _room = new RoomGate(_ring);
        if (options.Spool is null) return;
        _spool = Spool.Open(options.Spool);
        _spooling = _spool.Depth > 0;
        if (!_spooling) return;
        _acknowledgedTemplates.Replace(_spool.CursorTemplates);
        TransportLog.Inherited(logger, name, _spool.Depth);
        CountSpool();
    }

    /// <summary>Octets in memory that the collector's host has not acknowledged.</summary>
    public long InMemory => _ring.Used;

    /// <summary>Whether there is a disk behind the memory.</summary>
    public bool HasSpool => _spool is not null;

    /// <summary>Whether the spool is in use.</summary>
    public bool IsSpooling => _spooling;

    /// <summary>Whether the memory is half full.</summary>
    public bool IsHigh => _ring.Used > _ring.Capacity / 2;

    /// <summary>Whether messages were sent that are not acknowledged.</summary>
    public bool IsAwaiting => _window.Count > 0;

    /// <summary>Whether all there was is acknowledged.</summary>
    public bool IsEmpty => _window.Count == 0 && _ring.Used == 0 && !_spooling;

    /// <summary>For <see cref="WakeAt"/>: the next message.</summary>
    public long AtNextMessage => _ring.Tail + 1;

    /// <summary>For <see cref="WakeAt"/>: a message while nobody is connected, where there is a spool for it.</summary>
    public long AtSpoolable => _spool is null ? long.MaxValue : _ring.Tail + 1;

    /// <summary>For <see cref="WakeAt"/>: the memory half full, where there is a spool.</summary>
    public long AtHigh => _spool is null ? long.MaxValue : _ring.Head + _ring.Capacity / 2 + 1;

    /// <summary>Adds a message. The exporting thread's.</summary>
    /// <param name="message">The message.</param>
    /// <param name="wake">Whether the sender asked to be woken by this.</param>
    public bool TryAppend(ReadOnlySpan<byte> message, out bool wake) => _ring.TryAppend(message, out wake);

    /// <summary>Waits until a quarter of the memory is free; see <see cref="ITransport.WaitForRoom"/>. The exporting thread's.</summary>
    public bool WaitForRoom(TimeSpan patience) => _room.Wait(patience);

    /// <summary>Asks to be woken once the memory holds messages up to a position; whether it does already.</summary>
    public bool WakeAt(long position) => _ring.WakeAt(position);

    /// <summary>A session begins at the oldest message that is not acknowledged.</summary>
    public void BeginSession()
    {
        _acknowledgedTemplates.BeginSession();
        _sessionIsInherited = null;
    }

    /// <summary>The session of an earlier run, or the last one, ended in order, all that was sent in it acknowledged.</summary>
    public void EndSession()
    {
        _acknowledgedTemplates.Clear();
        if (_spooling) _spool!.Rewind();
    }

    /// <summary>All that was sent is with the collector: a session that took the last one up says so.</summary>
    public void AcknowledgeAll() => Acknowledge(long.MaxValue);

    /// <summary>A session broke: what was not acknowledged will be sent again.</summary>
    /// <returns>How many messages.</returns>
    public int BreakSession()
    {
        int repeated = _window.Sum(batch => batch.Messages);
        _window.Clear();
        _sentTemplates.Clear();
        if (_spooling) _spool!.Rewind();
        else _ringNext = _ring.Head;
        return repeated;
    }

    /// <summary>Fills a batch with the next messages.</summary>
    /// <returns>Whether the next message is of another run of the exporter, whose templates and sequence numbers are its own: it needs a session of its own.</returns>
    public bool Fill(MessageBatch batch)
    {
        batch.Clear();
        while (TryPeek(out ReadOnlySpan<byte> message, out long ringNext))
        {
            bool inherited = _spooling && _spool!.PeekedIsInherited;
            if (_sessionIsInherited is { } session && session != inherited) return true;
            if (!batch.Takes(message.Length)) return false;
            if (_spooling && _spool!.Jump is { } templates)
            {
                _spool.Jump = null;
                _sentTemplates.Clear();
                batch.ForgetTemplates();
                _acknowledgedTemplates.Replace(templates);
                _acknowledgedTemplates.BeginSession();
            }

            _sessionIsInherited = inherited;
            _acknowledgedTemplates.WriteDue(message, _maxMessageLength, batch.AddRepeated);
            batch.Add(message);
            if (_spooling) _spool!.Consume();
            else _ringNext = ringNext;
        }

        return false;
    }

    /// <summary>A batch was handed to the system.</summary>
    /// <param name="batch">As <see cref="Fill"/> filled it.</param>
    /// <param name="written">Octets of the session up to its end.</param>
    public void OnSent(MessageBatch batch, long written)
    {
        _metrics.Delivered += batch.Messages;
        if (_spooling) _metrics.Replayed += batch.Messages;
        _window.Enqueue(new SentBatch(written, batch.Messages, _ringNext, _spooling ? _spool!.ReadPosition : default));
        foreach (byte[] message in batch.Templates) _sentTemplates.Enqueue((written, message));
    }

    /// <summary>Octets of the session up to here need not be sent again.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Acknowledge(long octets)
    {
        bool any = false;
        while (_window.TryPeek(out SentBatch batch) && batch.Written <= octets)
        {
            _window.Dequeue();
            if (_spooling) _spool!.Acknowledge(batch.Spool, batch.Messages);
            else Release(batch.Ring);
            any = true;
        }

        while (_sentTemplates.TryPeek(out var sent) && sent.Written <= octets) _acknowledgedTemplates.Observe(_sentTemplates.Dequeue().Message);
        if (any) CountSpool();
        return any;
    }

    /// <summary>
    /// Chooses the place while connected: the spool is entered when the memory is half full, and left when all of it is acknowledged.
    /// New messages wait for that in memory, if it has room.
    /// </summary>
    public void Turn()
    {
        if (!_spooling)
        {
            if (IsHigh) MoveToSpool();
        }
        else if (_spool!.TryPeek(out _) || IsHigh)
        {
            MoveToSpool();
        }
        else if (_window.Count == 0)
        {
            _spool.Clear();
            _spooling = false;
            _ringNext = _ring.Head;
            CountSpool();
        }
    }

    /// <summary>
    /// Moves all messages in memory behind those of the spool, where there is one. Those which were sent but not acknowledged go with
    /// them when the spool is entered, so that one queue holds all that may have to be sent again, in order.
    /// </summary>
    public void MoveToSpool()
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
            _metrics.Spooled++;
            position = next;
            if (!entering) continue;
            if (position == _ringNext) sent = _spool.TailPosition;
            if (moved < window.Length && window[moved].Ring == position) _window.Enqueue(window[moved++] with { Spool = _spool.TailPosition });
        }

        _spool.Flush();
        if (sent != default) _spool.SkipTo(sent);
        Release(position);
        _ringNext = position;
        _spooling = true;
        CountSpool();
        if (_spool.Dropped == dropped) return;
        TransportLog.Lost(_logger, _name, _spool.Dropped - dropped, _spool.Dropped, _spool.WriteError ?? "the spool is full");
    }

    /// <summary>The exporter ends: what is left is brought to the spool, or is lost and counted where there is none.</summary>
    public void KeepTheRest()
    {
        BreakSession();
        if (_spool is not null)
        {
            MoveToSpool();
            _spool.Dispose();
            CountSpool();
            if (_spool.Depth > 0) TransportLog.Left(_logger, _name, _spool.Depth);
            return;
        }

        long lost = 0;
        for (long position = _ring.Head; _ring.TryRead(position, out _, out position);) lost++;
        _metrics.Dropped += lost;
        if (lost > 0) TransportLog.Lost(_logger, _name, lost, _metrics.Dropped, _metrics.LastError ?? "the collector did not take them in time");
    }

    /// <summary>Closes the spool, of which nothing more is read or written.</summary>
    public void Dispose() => _spool?.Dispose();

    private bool TryPeek(out ReadOnlySpan<byte> message, out long ringNext)
    {
        ringNext = 0;
        return _spooling ? _spool!.TryPeek(out message) : _ring.TryRead(_ringNext, out message, out ringNext);
    }

    private void Release(long position)
    {
        _ring.Release(position);
        _room.OnReleased();
    }

    private void CountSpool()
    {
        _metrics.SpoolDepth = _spool?.Depth ?? 0;
        _metrics.SpoolOctets = _spool?.Octets ?? 0;
        _metrics.Dropped = _spool?.Dropped ?? 0;
    }

    /// <summary>Messages of one write that are not acknowledged.</summary>
    /// <param name="Written">Octets written in the session with them.</param>
    /// <param name="Messages">How many.</param>
    /// <param name="Ring">Position behind them in the ring, while all is in memory.</param>
    /// <param name="Spool">Position behind them in the spool, else.</param>
    private readonly record struct SentBatch(long Written, int Messages, long Ring, SpoolPosition Spool);
}
