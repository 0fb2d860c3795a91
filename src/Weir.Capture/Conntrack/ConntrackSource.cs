using System.Runtime.InteropServices;
using Weir.Capture.Netlink;
using Weir.Flows.Pipeline;
using Weir.Wire.Primitives;

namespace Weir.Capture.Conntrack;

/// <summary>
/// Flow records of the connections that the kernel of this network namespace tracks (nf_conntrack), NAT included: a look at all of them each
/// interval, and their ends as events. What they carried before the source was opened is in no record. One thread runs it; any may read <see cref="Metrics"/>.
/// </summary>
public sealed unsafe class ConntrackSource : IFlowSource
{
    private const int NetfilterFamily = 12;

    // enum nfnetlink_groups
    private const int BeginsGroup = 1, EndsGroup = 3;

    /// <summary>An event is some hundreds of octets; a datagram has one.</summary>
    private const int DatagramSize = 16 * 1024;

    /// <summary>Events worked through before the time is looked at.</summary>
    private const int EventsAtOnce = 1024;

    /// <summary>Told to end, it reads this often what is there at most, as under load there may be no end of events.</summary>
    private const int LastTurns = 1024;

    /// <summary>Records wait this long for a batch to fill up, as those of metered flows do.</summary>
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    /// <summary>Between two looks because of lost events, so that a storm is not answered with looks alone.</summary>
    private static readonly TimeSpan ResyncInterval = TimeSpan.FromSeconds(1);

    private readonly ConntrackOptions _options;
    private readonly TimeProvider _clock;
    private readonly NetlinkSocket _looks;
    private readonly NetlinkListener? _events;
    private readonly ConntrackTracker _tracker;
    private readonly byte[] _datagram = GC.AllocateUninitializedArray<byte>(DatagramSize, pinned: true);
    private readonly NetlinkSocket.MessageReader _see;
    private volatile IReadOnlyList<DatagramDestination> _own = [];
    private LookKind _kind;
    private bool _isOverrun, _awaitsQuiet;

    private ConntrackSource(ConntrackOptions options, TimeProvider clock, NetlinkSocket looks, NetlinkListener? events)
    {
        // Without events, the tracker must not wait for any.
        _options = events is null ? options with { Events = ConntrackEvents.None } : options;
        _clock = clock;
        _looks = looks;
        _events = events;
        _see = See;
        _tracker = new ConntrackTracker(_options, Now) { TellsTimes = ConntrackSysctls.Read(ConntrackSysctls.Timestamps) is not (null or 0) };
    }

    /// <inheritdoc/>
    public string Name => "conntrack";

    /// <summary>Whether ends of connections are told.</summary>
    public bool HasEvents => _events is not null;

    /// <summary>What was counted so far.</summary>
    public ConntrackMetrics Metrics => _tracker.Metrics;

    private long Now => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>Begins to watch the connections of the calling thread's network namespace.</summary>
    /// <param name="options">What is reported.</param>
    /// <param name="clock">Tells the time of what the kernel tells none of.</param>
    /// <param name="say">Takes a line for each thing that is missing: a sysctl that is off, events that are refused.</param>
    /// <exception cref="ConntrackException">The kernel has no connection tracking, or it is not permitted.</exception>
    public static ConntrackSource Open(ConntrackOptions options, TimeProvider clock, Action<string> say) => Open(options, clock, say, static (socket, group) => socket.Join(group));

    /// <summary>The same, with another way to join a group of events.</summary>
    internal static ConntrackSource Open(ConntrackOptions options, TimeProvider clock, Action<string> say, Func<NetlinkListener, int, int> join)
    {
        if (options.TranslationEvents && options.Events != ConntrackEvents.None) options = options with { Events = ConntrackEvents.BeginsAndEnds };
        bool withEvents = options.Events != ConntrackEvents.None;
        if (ConntrackSysctls.Read(ConntrackSysctls.Accounting) is null)
            throw new ConntrackException("conntrack: the kernel tracks no connections; load it with 'modprobe nf_conntrack_netlink'.");
        ConntrackSysctls.Prepare(options.SetsSysctls, withEvents, say);
        NetlinkListener? events = withEvents ? Listen(options, say, join) : null;
        NetlinkSocket? looks = null;
        try
        {
            looks = NetlinkSocket.Open(NetfilterFamily);
            var source = new ConntrackSource(options, clock, looks, events);
            source.LookFirst(join);
            return source;
        }
        catch (NetlinkException refusal)
        {
            events?.Dispose();
            looks?.Dispose();
            throw new ConntrackException(refusal.Error == NetlinkListener.NotPermitted
                ? "conntrack: reading connections is not permitted; it takes the capability CAP_NET_ADMIN, or root."
                : $"conntrack: connections cannot be read ({refusal.Message}); it takes the kernel module nf_conntrack_netlink.");
        }
    }

    /// <inheritdoc/>
    public void LeaveOut(IReadOnlyList<DatagramDestination> own) => _own = own;

    /// <inheritdoc/>
    public void Run(IFlowSink sink, CancellationToken cancellationToken)
    {
        Attach(sink);
        long looked = _clock.GetTimestamp();
        long flushed = looked;
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan left = _options.ActiveTimeout - _clock.GetElapsedTime(looked);
            bool isResync = _isOverrun && _clock.GetElapsedTime(looked) >= ResyncInterval;
            if (left <= TimeSpan.Zero || isResync)
            {
                looked = _clock.GetTimestamp();
                Look(LookKind.Report);
                left = _options.ActiveTimeout;
            }

            if (!ReadEvents()) Wait(left < _options.PollTimeout ? left : _options.PollTimeout, cancellationToken);
            if (!_tracker.HasRecords) flushed = _clock.GetTimestamp();
            if (_clock.GetElapsedTime(flushed) < FlushInterval) continue;
            _tracker.Flush();
            flushed = _clock.GetTimestamp();
        }

        Look(LookKind.Last);
        for (int turn = 0; turn < LastTurns && ReadEvents(); turn++)
        {
        }

        _tracker.Flush();
    }

    /// <summary>Gives records to a sink from now on.</summary>
    internal void Attach(IFlowSink sink) => _tracker.Sink = sink;

    public void Dispose()
    {
        _events?.Dispose();
        _looks.Dispose();
    }

    private static NetlinkListener? Listen(ConntrackOptions options, Action<string> say, Func<NetlinkListener, int, int> join)
    {
        NetlinkListener socket = NetlinkListener.Open(NetfilterFamily, options.BufferOctets);
        int error = join(socket, EndsGroup);
        if (error == 0 && options.Events == ConntrackEvents.BeginsAndEnds) error = join(socket, BeginsGroup);
        if (error == 0 && options.Reliable) error = socket.ReportLossToSender();
        if (error == 0) return socket;
        socket.Dispose();
        say($"conntrack: events are refused ({Marshal.GetPInvokeErrorMessage(error)}), so connections are looked at each {options.ActiveTimeout.TotalSeconds} s only and short ones are missed; events take CAP_NET_ADMIN");
        return null;
    }

    // A connection that begins while the first look goes on must not pass for one that was there before.
    private void LookFirst(Func<NetlinkListener, int, int> join)
    {
        bool joins = _events is not null && !_tracker.TellsTimes && _options.Events != ConntrackEvents.BeginsAndEnds && join(_events, BeginsGroup) == 0;
        // Events of that time wait for somebody who takes records.
        Look(LookKind.First);
        if (joins) _events!.Leave(BeginsGroup);
    }

    private void Look(LookKind kind)
    {
        const int attempts = 3;
        _kind = kind;
        _isOverrun = false;
        ReadOnlySpan<byte> anyFamily = stackalloc byte[ConntrackMessage.HeaderSize];
        for (int attempt = 1; ; attempt++)
        {
            _tracker.BeginLook();
            bool isWhole = _looks.Dump(ConntrackMessage.GetMessage, anyFamily, _see);
            _tracker.EndLook(Now);
            if (isWhole)
            {
                _awaitsQuiet = true;
                if (_events is null) Forget();
            }

            if (isWhole || attempt == attempts) return;
        }
    }

    private void See(ushort type, ReadOnlySpan<byte> body)
    {
        if (type == ConntrackMessage.NewMessage && TryRead(body, out ConntrackMessage message)) _tracker.See(in message, Now, _kind);
    }

    private bool TryRead(ReadOnlySpan<byte> body, out ConntrackMessage message)
    {
        if (!ConntrackMessage.TryRead(body, out message))
        {
            Metrics.Malformed++;
            return false;
        }

        foreach (DatagramDestination own in _own)
        {
            if (!own.Receives(message.Original.Protocol, message.Original.Source, message.Original.SourcePort, message.Original.Destination, message.Original.DestinationPort)) continue;
            Metrics.Own++;
            return false;
        }

        return true;
    }

    // All ends that came before the look was over have been read: what it did not show is gone.
    private void Forget()
    {
        if (!_awaitsQuiet) return;
        _awaitsQuiet = false;
        _tracker.Forget();
    }

    /// <summary>Works through the events that are there, up to a number.</summary>
    /// <returns>Whether there may be more.</returns>
    private bool ReadEvents()
    {
        if (_events is null) return false;
        fixed (byte* datagram = _datagram)
        {
            for (int i = 0; i < EventsAtOnce; i++)
            {
                switch (_events.Receive(datagram, DatagramSize, out int length))
                {
                    case ReceiveStatus.Nothing:
                        Forget();
                        return false;
                    case ReceiveStatus.Overrun:
                        _isOverrun = true;
                        Metrics.Overruns++;
                        _tracker.LoseEvents();
                        break;
                    case ReceiveStatus.Truncated:
                        Metrics.Malformed++;
                        break;
                    default:
                        Take(_datagram.AsSpan(0, length));
                        break;
                }
            }
        }

        return true;
    }

    /// <summary>Works through the events of a datagram.</summary>
    internal void Take(ReadOnlySpan<byte> datagram)
    {
        for (NetlinkMessages messages = new(datagram); messages.TryRead(out NetlinkHeader header, out ReadOnlySpan<byte> body);)
        {
            if (header.Type is not (ConntrackMessage.NewMessage or ConntrackMessage.DeleteMessage)) continue;
            Metrics.Events++;
            if (!TryRead(body, out ConntrackMessage message)) continue;
            if (header.Type == ConntrackMessage.DeleteMessage) _tracker.End(in message, Now);
            // The group of begins has nothing else.
            else _tracker.Start(in message, Now);
        }
    }

    private void Wait(TimeSpan time, CancellationToken cancellationToken)
    {
        int milliseconds = (int)Math.Clamp(time.TotalMilliseconds, 1, int.MaxValue);
        if (_events is not null) _events.Wait(milliseconds);
        else cancellationToken.WaitHandle.WaitOne(milliseconds);
    }
}
