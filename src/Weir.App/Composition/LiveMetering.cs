using Weir.App.Commands;
using Weir.App.Operating;
using Weir.Capture.AfPacket;
using Weir.Capture.Conntrack;
using Weir.Capture.Ebpf;
using Weir.Capture.NfLog;
using Weir.Exporter.Exporting;
using Weir.Exporter.Exporting.Options;
using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;

namespace Weir.App.Composition;

/// <summary>Meters interfaces, each by as many workers as asked for, and what the firewall logs and tracks, until told to stop.</summary>
internal sealed class LiveMetering : IDisposable
{
    private const int MaxWorkers = 64;

    private readonly List<Worker> _workers = [];
    private readonly List<MeteringGroup> _groups = [];
    private readonly List<KernelFlows> _kernelFlows = [];
    private volatile bool _isRunning;

    /// <summary>Begins to capture on every interface, and to take packets and connections of the firewall.</summary>
    /// <exception cref="IOException">One of them cannot be captured on.</exception>
    /// <param name="what">Their names, and threads for each interface.</param>
    /// <param name="filter">A tcpdump filter that packets must pass.</param>
    /// <param name="isPromiscuous">Whether frames for other hosts count.</param>
    public static LiveMetering Open(LiveSources what, string? filter, bool isPromiscuous)
    {
        (string[] interfaces, int workers) = (what.Interfaces, what.Workers);
        if (workers is < 1 or > MaxWorkers) throw new UsageException($"--workers {workers}: want 1 to {MaxWorkers} for each interface");
        if (interfaces.Distinct(StringComparer.Ordinal).Count() != interfaces.Length) throw new UsageException("-i: the same interface twice would count its packets twice");
        var live = new LiveMetering();
        try
        {
            for (int at = 0; at < interfaces.Length; at++)
            {
                var options = new AfPacketOptions
                {
                    InterfaceName = interfaces[at],
                    Filter = filter,
                    Promiscuous = isPromiscuous,
                    // Of this process, as far as 16 bits tell.
                    FanoutGroup = workers > 1 ? (ushort)(Environment.ProcessId * 31 + at) : null,
                };
                for (int worker = 0; worker < workers; worker++)
                    live._workers.Add(new Worker(LastingSource.Open(options, TimeProvider.System, Say)));
            }

            foreach (ushort group in what.LogGroups) live._workers.Add(new Worker(NfLogSource.Open(new NfLogOptions { Group = group }, TimeProvider.System)));
            live._kernelFlows.AddRange(KernelFlows.Open(what, Say));
            return live;
        }
        catch
        {
            live.Dispose();
            throw;
        }
    }

    /// <summary>Those that meter, or are about to.</summary>
    public IReadOnlyList<Worker> Workers => _workers;

    /// <summary>What connection tracking has counted so far; <see langword="null"/> where it was not asked for.</summary>
    public ConntrackMetrics? Conntrack => _kernelFlows.Select(static flows => flows.Source).OfType<ConntrackSource>().FirstOrDefault()?.Metrics;

    /// <summary>What programs within the kernel have counted so far; <see langword="null"/> where they were not asked for.</summary>
    public EbpfMetrics? Ebpf => _kernelFlows.Select(static flows => flows.Source).OfType<EbpfSource>().FirstOrDefault()?.Metrics;

    /// <summary>What all workers have counted so far, for the exporter's own reports.</summary>
    public MeteringTotals Totals
    {
        get
        {
            if (!_isRunning) return default;
            long flows = 0;
            long octets = 0;
            long ignored = _workers.Sum(static worker => worker.Drops);
            foreach (MeteringProcess process in _groups.SelectMany(static group => group.Processes))
            {
                MeteringMetrics metrics = process.Metrics;
                flows += metrics.FlowsCreated;
                ignored += metrics.TruncatedPackets + metrics.MalformedPackets + metrics.UnknownLinkTypes + metrics.NoRoomPackets;
                octets += metrics.NoRoomOctets;
            }

            return new(flows, ignored, octets);
        }
    }

    /// <summary>The samplers of all workers and their rates now.</summary>
    public IReadOnlyList<SamplerState> Samplers(SamplingOptions? sampling) => _isRunning
        ? [.. _groups.SelectMany(static group => group.Processes).SelectMany((process, at) => Operating.Samplers.Of((ulong)at + 1, sampling, process.SamplingRate))]
        : [.. Operating.Samplers.Of(1, sampling, sampling?.Rate ?? 1)];

    /// <summary>Meters until told to stop; gives one summary for each source.</summary>
    public IReadOnlyList<MeteringSummary> Run(MeteringOptions options, ExportingProcess exporting, ExportPlan plan, CancellationToken cancellation)
    {
        var shared = new SerialSink(exporting);
        // A log group's packets are cut short, and may be a choice already: they are no samples. Its records name its own paths.
        Worker[] interfaces = [.. _workers.Where(static worker => !worker.IsLogGroup)];
        if (interfaces.Length > 0) Meter(interfaces, [.. interfaces.Select(worker => ExportingPipeline.Sampled(worker.Source, exporting, plan.SFlowRate))], shared);
        foreach (Worker log in _workers.Where(static worker => worker.IsLogGroup)) Meter([log], [log.Source], log.Naming(shared));
        plan.Paths.Tell(LeaveOut);
        _isRunning = true;
        exporting.TellSamplers();
        List<Func<CancellationToken, IReadOnlyList<MeteringSummary>>> work = [.. _groups.Select(group => (Func<CancellationToken, IReadOnlyList<MeteringSummary>>)(stop => Drain(group, stop)))];
        work.AddRange(_kernelFlows.Select(flows => (Func<CancellationToken, IReadOnlyList<MeteringSummary>>)(stop => Report(flows, shared, stop))));

        return [.. SideBySide.Run(work, cancellation).SelectMany(each => each).GroupBy(summary => summary.SourceName, StringComparer.Ordinal)
            .Select(each => new MeteringSummary(each.Key, each.First().End, each.Sum(one => one.Packets), each.Sum(one => one.Records)) { NoRoomPackets = each.Sum(one => one.NoRoomPackets) })];

        void Meter(Worker[] workers, IPacketSource[] sources, IFlowSink sink)
        {
            var group = new MeteringGroup(sources, options, MeteringArguments.NewHash, sink, TimeProvider.System);
            _groups.Add(group);
            for (int at = 0; at < workers.Length; at++)
            {
                // On the metering thread: all records of the rate before were written, none of the new one was.
                group.Processes[at].SamplingRateChanged = _ => exporting.TellSamplers();
                workers[at].Metering = group.Processes[at];
            }
        }

        void LeaveOut(IReadOnlyList<DatagramDestination> own)
        {
            foreach (MeteringProcess process in _groups.SelectMany(static group => group.Processes)) process.LeaveOut(own);
            foreach (KernelFlows flows in _kernelFlows) flows.Source.LeaveOut(own);
        }
    }

    /// <summary>Says for each source what the kernel had no room for.</summary>
    public void SayDrops()
    {
        foreach (IGrouping<string, Worker> each in _workers.GroupBy(static worker => worker.Name, StringComparer.Ordinal))
        {
            long drops = each.Sum(static worker => worker.Drops);
            if (drops > 0) Console.Error.WriteLine($"weir: warning: {each.Key}: the kernel dropped {drops} packets that there was no room for");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (MeteringGroup group in _groups) group.Dispose();
        foreach (Worker worker in _workers) worker.Close();
        foreach (KernelFlows flows in _kernelFlows) flows.Dispose();
    }

    // Told to stop, a group meters what the kernel has captured until then.
    private IReadOnlyList<MeteringSummary> Drain(MeteringGroup group, CancellationToken stop)
    {
        using CancellationTokenRegistration ending = stop.Register(() =>
        {
            foreach (Worker worker in _workers) worker.Source.End();
        });
        return group.Run(CancellationToken.None);
    }

    private static void Say(string line) => Console.Error.WriteLine($"weir: {line}");

    private static IReadOnlyList<MeteringSummary> Report(KernelFlows flows, IFlowSink sink, CancellationToken stop)
    {
        flows.Source.Run(sink, stop);
        if (flows.Complaint() is { } complaint) Say($"warning: {flows.Source.Name}: {complaint}");
        return [flows.Summary()];
    }
}
