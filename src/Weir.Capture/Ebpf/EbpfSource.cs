using System.Runtime.InteropServices;
using Weir.Capture.Ebpf.Interop;
using Weir.Capture.Ebpf.Owners;
using Weir.Capture.Interop;
using Weir.Flows.Pipeline;

namespace Weir.Capture.Ebpf;

/// <summary>
/// Flow records of interfaces whose packets are counted within the kernel (Programs/flows.bpf.c): none is copied, and each flow may have the
/// process it belongs to. One thread runs it; any may read <see cref="Metrics"/>.
/// </summary>
public sealed unsafe class EbpfSource : IFlowSource
{
    private const int InternetFamily = 2, DatagramType = 2, SocketLevel = 1, NetworkCookie = 71;

    private readonly EbpfOptions _options;
    private readonly TimeProvider _clock;
    private readonly LoadedPrograms _programs;
    private readonly FlowMaps _maps;
    private readonly FlowOwners? _owners;
    private readonly ContainerNames _containers = new();
    private readonly int _totals;
    private readonly ulong[] _totalsByProcessor = new ulong[LibBpf.PossibleProcessors()];

    // Read before they are written, so that a flow that arrives may know the owner of the one that leaves.
    private readonly List<(KernelFlowKey Key, KernelFlowCounts Counts)> _taken = [];

    private volatile IReadOnlyList<DatagramDestination> _own = [];

    private EbpfSource(EbpfOptions options, TimeProvider clock, LoadedPrograms programs, bool findsOwners)
    {
        _options = options;
        _clock = clock;
        _programs = programs;
        _maps = new FlowMaps(programs);
        _totals = programs.Map("totals");
        if (findsOwners) _owners = new FlowOwners(programs, ReadNetworkCookie());
    }

    /// <inheritdoc/>
    public string Name => "ebpf";

    /// <summary>What was counted so far.</summary>
    public EbpfMetrics Metrics { get; } = new();

    /// <summary>Begins to count the packets of interfaces in the calling thread's network namespace.</summary>
    /// <param name="options">Which interfaces, and what is reported.</param>
    /// <param name="clock">Tells the time of reports.</param>
    /// <param name="say">Takes a line for what is missing: processes that cannot be found out.</param>
    /// <exception cref="EbpfException">The kernel does not take the programs, or there is no such interface.</exception>
    public static EbpfSource Open(EbpfOptions options, TimeProvider clock, Action<string> say)
    {
        var programs = new LoadedPrograms(options);
        try
        {
            string? missing = options.FindsProcesses ? programs.WatchOwners() : null;
            if (missing is not null) say($"eBPF: records name no processes: {missing}");
            foreach (string name in options.Interfaces)
            {
                uint index = LibC.InterfaceIndex(name);
                if (index == 0) throw new EbpfException($"eBPF: there is no interface '{name}'.");
                programs.AttachTo(name, (int)index);
            }

            return new(options, clock, programs, options.FindsProcesses && missing is null);
        }
        catch
        {
            programs.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void LeaveOut(IReadOnlyList<DatagramDestination> own) => _own = own;

    /// <inheritdoc/>
    public void Run(IFlowSink sink, CancellationToken cancellationToken)
    {
        var records = new KernelRecordWriter(sink, Metrics);
        using var overflows = new OverflowRing(_programs, (in key, in counts) =>
        {
            Metrics.Overflows += (long)counts.Packets;
            _taken.Add((key, counts));
        });
        long reported = _clock.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan left = _options.ActiveTimeout - _clock.GetElapsedTime(reported);
            TimeSpan wait = left < _options.PollTimeout ? left : _options.PollTimeout;
            bool isFull = overflows.Poll(wait > TimeSpan.Zero ? wait : TimeSpan.Zero) > 0;
            if (!isFull && _clock.GetElapsedTime(reported) < _options.ActiveTimeout) continue;
            Report(records);
            reported = _clock.GetTimestamp();
        }

        overflows.Poll(TimeSpan.Zero);
        Report(records);
    }

    public void Dispose() => _programs.Dispose();

    private void Report(KernelRecordWriter records)
    {
        _maps.Take((in key, in counts) => _taken.Add((key, counts)));
        long nowNs = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        long offsetNs = nowNs - MonotonicNs();
        ReadOnlySpan<(KernelFlowKey Key, KernelFlowCounts Counts)> taken = CollectionsMarshal.AsSpan(_taken);
        if (_owners is not null)
        {
            _owners.Refresh();
            foreach (ref readonly var flow in taken) _owners.Remember(in flow.Key, flow.Counts.Cookie);
        }

        foreach (ref readonly var flow in taken)
        {
            if (IsOwn(in flow.Key))
            {
                Metrics.Own++;
                continue;
            }

            records.Write(in flow.Key, in flow.Counts, offsetNs, nowNs);
            if (_owners is not null) WriteOwner(records, in flow.Key, flow.Counts.Cookie);
            records.End();
        }

        records.Flush();
        _taken.Clear();
        Metrics.Drops = ReadTotal(0);
        Metrics.NotIp = ReadTotal(1);
    }

    private bool IsOwn(in KernelFlowKey key)
    {
        foreach (DatagramDestination own in _own)
        {
            if (own.Receives(key.Protocol, key.Source, key.SourcePort, key.Destination, key.DestinationPort)) return true;
        }

        return false;
    }

    private void WriteOwner(KernelRecordWriter records, in KernelFlowKey key, ulong cookie)
    {
        if (_owners!.TryFind(in key, cookie, out SocketOwner owner)) records.WriteOwner(in owner, _containers.Of(in owner));
        else Metrics.Unowned++;
    }

    private long ReadTotal(uint which)
    {
        fixed (ulong* values = _totalsByProcessor)
        {
            if (LibBpf.Lookup(_totals, &which, values) != 0) return 0;
        }

        long sum = 0;
        foreach (ulong value in _totalsByProcessor) sum += (long)value;
        return sum;
    }

    private static long MonotonicNs()
    {
        LibC.TimeSpec time;
        _ = LibC.ClockTime(LibC.MonotonicClock, &time);
        return time.Seconds * 1_000_000_000 + time.Nanoseconds;
    }

    private static ulong ReadNetworkCookie()
    {
        using SocketDescriptor socket = LibC.Socket(InternetFamily, DatagramType, 0);
        ulong cookie = 0;
        uint length = sizeof(ulong);
        _ = LibC.GetSocketOption(socket, SocketLevel, NetworkCookie, &cookie, &length);
        return cookie;
    }
}
