using Weir.App.Commands;
using Weir.App.Operating;
using Weir.Capture.AfPacket;
using Weir.Exporter.Exporting;
using Weir.Exporter.Exporting.Options;
using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;

namespace Weir.App.Composition;

/// <summary>Meters interfaces, each by as many workers as asked for, until told to stop.</summary>
internal sealed class LiveMetering : IDisposable
{
    private const int MaxWorkers = 64;

    private readonly List<Worker> _workers = [];
    private volatile MeteringGroup? _group;

    /// <summary>Begins to capture on every interface.</summary>
    /// <param name="interfaces">Their names.</param>
    /// <param name="workers">Threads for each.</param>
    /// <param name="filter">A tcpdump filter that packets must pass.</param>
    /// <param name="isPromiscuous">Whether frames for other hosts count.</param>
    /// <exception cref="AfPacketException">One of them cannot be captured on.</exception>
    public static LiveMetering Open(string[] interfaces, int workers, string? filter, bool isPromiscuous)
    {
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
                {
                    var ring = LastingSource.Open(options, TimeProvider.System, static line => Console.Error.WriteLine($"weir: {line}"));
                    live._workers.Add(new Worker(ring, () => ring.Metrics));
                }
            }

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

    /// <summary>What all workers have counted so far, for the exporter's own reports.</summary>
    public MeteringTotals Totals
    {
        get
        {
            if (_group is not { } group) return default;
            long flows = 0;
            long ignored = _workers.Sum(static worker => worker.Drops);
            foreach (MeteringProcess process in group.Processes)
            {
                MeteringMetrics metrics = process.Metrics;
                flows += metrics.FlowsCreated;
                ignored += metrics.TruncatedPackets + metrics.MalformedPackets + metrics.UnknownLinkTypes;
            }

            return new(flows, ignored);
        }
    }

    /// <summary>The samplers of all workers and their rates now.</summary>
    public IReadOnlyList<SamplerState> Samplers(SamplingOptions? sampling) => _group is { } group
        ? [.. group.Processes.SelectMany((process, at) => Operating.Samplers.Of((ulong)at + 1, sampling, process.SamplingRate))]
        : [.. Operating.Samplers.Of(1, sampling, sampling?.Rate ?? 1)];

    /// <summary>Meters until told to stop; gives one summary for each interface.</summary>
    public IReadOnlyList<MeteringSummary> Run(MeteringOptions options, ExportingProcess exporting, ExportPlan plan, CancellationToken cancellation)
    {
        IPacketSource[] sources = [.. _workers.Select(worker => ExportingPipeline.Sampled(worker.Source, exporting, plan.SFlowRate))];
        using var group = new MeteringGroup(sources, options, MeteringArguments.NewHash, exporting, TimeProvider.System);
        _group = group;
        plan.Paths.Tell(LeaveOut);
        // On the metering thread: all records of the rate before were written, none of the new one was.
        for (int at = 0; at < _workers.Count; at++)
        {
            group.Processes[at].SamplingRateChanged = _ => exporting.TellSamplers();
            _workers[at].Metering = group.Processes[at];
        }

        exporting.TellSamplers();
        return [.. group.Run(cancellation).GroupBy(summary => summary.SourceName, StringComparer.Ordinal)
            .Select(each => new MeteringSummary(each.Key, each.First().End, each.Sum(one => one.Packets), each.Sum(one => one.Records)))];

        void LeaveOut(IReadOnlyList<DatagramDestination> own)
        {
            foreach (MeteringProcess process in group.Processes) process.LeaveOut(own);
        }
    }

    /// <summary>Says for each interface what its ring could not take.</summary>
    public void SayDrops()
    {
        foreach (IGrouping<string, Worker> each in _workers.GroupBy(static worker => worker.Name, StringComparer.Ordinal))
        {
            long drops = each.Sum(static worker => worker.Drops);
            if (drops > 0) Console.Error.WriteLine($"weir: warning: {each.Key}: the kernel dropped {drops} packets that the ring had no room for");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Worker worker in _workers) worker.Close();
    }
}
