using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Flows.Pipeline;

namespace Weir.Capture.Conntrack;

/// <summary>
/// Turns what the kernel tells of connections into records of what they carried since the last record, each packet in one record.
/// </summary>
/// <remarks>
/// A look (a dump) is worked through before the events that came meanwhile. A connection that ended while the look went on is then
/// seen first as it was, and then as it ended; and none is seen in a look after its end: the kernel tells the end before it lets go of it.
/// </remarks>
internal sealed class ConntrackTracker
{
    // flowEndReason (RFC 5102 section 5.11.3)
    private const byte IdleTimeout = 1, ActiveTimeout = 2, EndOfFlow = 3, ForcedEnd = 4;

    // natEvent (RFC 8158 section 4.2): NAT44 session create and delete; NAT translation create and delete where there is no better.
    private const byte CreateV4 = 4, DeleteV4 = 5, Create = 1, Delete = 2;

    // enum tcp_conntrack: from FIN_WAIT to CLOSE.
    private const byte FirstEndingState = 4, LastEndingState = 8;

    /// <summary>Looks that a connection must be missing in before its end counts as lost: the kernel may tell an end anew a little later.</summary>
    private const uint LooksBeforeLost = 2;

    private readonly ConntrackOptions _options;
    private readonly ConntrackRecordWriter _writer;
    private readonly Dictionary<ConntrackIdentity, TrackedConnection> _tracked = [];
    private readonly List<ConntrackIdentity> _lost = [];
    private readonly long _openedNs;
    private uint _look;
    private long _lookedNs;
    private bool _lostEvents;

    /// <summary>A tracker that knows no connection.</summary>
    /// <param name="options">What is reported, and how much is remembered.</param>
    /// <param name="openedNs">Before this, nothing was seen: a connection that began later is reported as a whole.</param>
    public ConntrackTracker(ConntrackOptions options, long openedNs)
    {
        _options = options;
        _openedNs = _lookedNs = openedNs;
        _writer = new ConntrackRecordWriter(options.Translations || options.TranslationEvents, options.Biflow);
    }

    /// <summary>What was counted so far; the source counts there, too.</summary>
    public ConntrackMetrics Metrics { get; } = new();

    /// <summary>Whether the kernel tells when connections began and ended.</summary>
    public bool TellsTimes { get; init; }

    /// <summary>Takes the records.</summary>
    public IFlowSink? Sink
    {
        get => _writer.Sink;
        set => _writer.Sink = value;
    }

    /// <summary>Whether records wait to be given to the sink.</summary>
    public bool HasRecords => _writer.Waiting > 0;

    /// <summary>Gives the records there are to the sink.</summary>
    public void Flush() => _writer.Flush();

    /// <summary>Events were lost: ends that never come are no longer waited for.</summary>
    public void LoseEvents() => _lostEvents = true;

    /// <summary>A look begins.</summary>
    public void BeginLook()
    {
        _look++;
        Metrics.Dumps++;
        Metrics.Connections = 0;
    }

    /// <summary>A connection that goes on, in a look.</summary>
    /// <param name="message">The connection.</param>
    /// <param name="nowNs">The time.</param>
    /// <param name="kind">What the look is for.</param>
    public void See(in ConntrackMessage message, long nowNs, LookKind kind)
    {
        Metrics.Connections++;
        if (!message.HasCounters)
        {
            Metrics.Uncounted++;
            return;
        }

        // Its end was told, or is about to be, with counters that are no less.
        if ((message.Status & ConntrackMessage.Dying) != 0 && _options.Events != ConntrackEvents.None) return;
        ConntrackIdentity identity = ConntrackIdentity.Of(in message);
        if (_tracked.Count >= _options.MaxConnections && !_tracked.ContainsKey(identity))
        {
            Metrics.NoRoom++;
            return;
        }

        ref TrackedConnection tracked = ref CollectionsMarshal.GetValueRefOrAddDefault(_tracked, identity, out bool isKnown);
        if (!isKnown) Begin(in message, kind, ref tracked);
        tracked.Seen = _look;
        if (kind == LookKind.First && tracked.IsBaseline) return;
        if (!IsContinued(in tracked, in message)) Restart(ref tracked);
        Report(in message, ref tracked, nowNs, kind == LookKind.Last ? ForcedEnd : ActiveTimeout);
    }

    /// <summary>A look is over.</summary>
    public void EndLook(long nowNs)
    {
        _lookedNs = nowNs;
        Metrics.Tracked = _tracked.Count;
    }

    /// <summary>Forgets connections that looks no longer show. To be called when all events from before the end of the last look have been worked through.</summary>
    public void Forget()
    {
        uint patience = _options.Events == ConntrackEvents.None ? 1 : LooksBeforeLost;
        foreach ((ConntrackIdentity identity, TrackedConnection tracked) in _tracked)
        {
            if (_look - tracked.Seen >= patience) _lost.Add(identity);
        }

        Metrics.LostEnds += _lost.Count;
        foreach (ConntrackIdentity identity in _lost) _tracked.Remove(identity);
        _lost.Clear();
        _lostEvents = false;
        Metrics.Tracked = _tracked.Count;
    }

    /// <summary>A connection began.</summary>
    public void Start(in ConntrackMessage message, long nowNs)
    {
        if (_options.TranslationEvents && message.IsTranslated)
            Metrics.Records += _writer.Write(in message, default, default, (nowNs, nowNs), 0, message.Original.Source.IsV4 ? CreateV4 : Create);

        // What the event names no time for, and its end does, would be two connections.
        if (TellsTimes) return;
        ConntrackIdentity identity = ConntrackIdentity.Of(in message);
        if (_tracked.Count >= _options.MaxConnections && !_tracked.ContainsKey(identity)) return;
        ref TrackedConnection tracked = ref CollectionsMarshal.GetValueRefOrAddDefault(_tracked, identity, out bool isKnown);
        // It began after this program did, and the first look saw it before this event was read.
        if (tracked.IsBaseline) tracked = new TrackedConnection { Seen = tracked.Seen };
        if (isKnown) return;
        tracked.Seen = _look;
        tracked.SinceNs = nowNs;
    }

    /// <summary>A connection ended.</summary>
    public void End(in ConntrackMessage message, long nowNs)
    {
        byte natEvent = _options.TranslationEvents && message.IsTranslated ? message.Original.Source.IsV4 ? DeleteV4 : Delete : (byte)0;
        ConntrackIdentity identity = ConntrackIdentity.Of(in message);
        ref TrackedConnection tracked = ref CollectionsMarshal.GetValueRefOrNullRef(_tracked, identity);
        bool isKnown = !Unsafe.IsNullRef(ref tracked);
        if (!message.HasCounters) Metrics.Uncounted++;
        TrackedConnection known = isKnown ? tracked : default;
        // Less than was reported: another one of the same identity is meant, the one before or one that was never seen.
        bool isOther = isKnown && (known.HasBefore || !IsContinued(in known, in message));
        if (isOther)
        {
            Metrics.Reuses += known.HasBefore ? 0 : 1;
            bool isBefore = known.HasBefore && known.OriginalBefore.CanBecome(message.OriginalCount) && known.ReplyBefore.CanBecome(message.ReplyCount);
            if (known.HasBefore) tracked.HasBefore = false;
            known = isBefore ? new TrackedConnection { Original = known.OriginalBefore, Reply = known.ReplyBefore, SinceNs = known.SinceNs } : default;
        }
        else if (isKnown)
        {
            _tracked.Remove(identity);
        }

        long end = message.StopNs != 0 ? message.StopNs : nowNs;
        long start = known.SinceNs != 0 ? known.SinceNs : message.StartNs != 0 ? message.StartNs : _lookedNs;
        bool isClosed = message.HasTcpState && message.TcpState is >= FirstEndingState and <= LastEndingState;
        Metrics.Records += _writer.Write(
            in message, message.OriginalCount - known.Original, message.ReplyCount - known.Reply,
            (Math.Min(start, end), end), isClosed ? EndOfFlow : IdleTimeout, natEvent);
        Metrics.Tracked = _tracked.Count;
    }

    private static bool IsContinued(in TrackedConnection tracked, in ConntrackMessage message) =>
        tracked.Original.CanBecome(message.OriginalCount) && tracked.Reply.CanBecome(message.ReplyCount);

    // What a connection carried before this program began belongs to nobody's records here.
    private void Begin(in ConntrackMessage message, LookKind kind, ref TrackedConnection tracked)
    {
        if (kind == LookKind.First && (message.StartNs == 0 || message.StartNs < _openedNs))
        {
            tracked = new TrackedConnection { Original = message.OriginalCount, Reply = message.ReplyCount, SinceNs = _openedNs, IsBaseline = true };
            return;
        }

        tracked.SinceNs = message.StartNs != 0 ? message.StartNs : _lookedNs;
    }

    // Counters do not go back: the connection has a successor of the same identity.
    private void Restart(ref TrackedConnection tracked)
    {
        Metrics.Reuses++;
        bool mayStillEnd = _options.Events != ConntrackEvents.None && !_lostEvents && !tracked.HasBefore;
        tracked = new TrackedConnection
        {
            OriginalBefore = tracked.Original,
            ReplyBefore = tracked.Reply,
            HasBefore = mayStillEnd,
            Seen = tracked.Seen,
            SinceNs = _lookedNs,
        };
    }

    private void Report(in ConntrackMessage message, ref TrackedConnection tracked, long nowNs, byte reason)
    {
        TrafficCount original = message.OriginalCount - tracked.Original;
        TrafficCount reply = message.ReplyCount - tracked.Reply;
        tracked.Original = message.OriginalCount;
        tracked.Reply = message.ReplyCount;
        tracked.IsBaseline = false;
        if (original.Packets == 0 && reply.Packets == 0) return;
        Metrics.Records += _writer.Write(in message, original, reply, (Math.Min(tracked.SinceNs, nowNs), nowNs), reason);
        tracked.SinceNs = nowNs;
    }
}

/// <summary>What a look at all connections is for.</summary>
internal enum LookKind : byte
{
    /// <summary>To know what was there before.</summary>
    First,

    /// <summary>To report what they carried meanwhile.</summary>
    Report,

    /// <summary>The same, as no other will follow.</summary>
    Last,
}
