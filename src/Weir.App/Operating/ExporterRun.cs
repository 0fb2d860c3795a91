using Microsoft.Extensions.Logging;
using Weir.App.Composition;
using Weir.App.Configuration.Options;
using Weir.Capture.Conntrack;
using Weir.Capture.Ebpf;
using Weir.Capture.Interfaces;
using Weir.Exporter.Counters;
using Weir.Exporter.Exporting;
using Weir.Exporter.Exporting.Options;
using Weir.Exporter.Metering;
using Weir.Exporter.Metering.Applications;
using Weir.Flows.Pipeline;

namespace Weir.App.Operating;

/// <summary>The section <c>flow-export</c> while it runs: a meter for each interface, and the collectors they share.</summary>
internal sealed class ExporterRun : IDisposable
{
    private readonly ILogger _logger;
    private readonly Action<Exception> _onFailure;
    private readonly LinuxInterfaces _interfaces = LinuxInterfaces.Open();
    private readonly CounterPoller _counters;
    private readonly Timer _turns;
    private readonly SampleFan _samples;
    private readonly KernelSamplers _samplers;
    private readonly Enrichment _records;
    private InterfaceMeter[] _meters = [];
    private IReadOnlyList<ApplicationName> _applications = [];
    private int _isDisposed;

    public ExporterRun(ILogger logger, Action<Exception> onFailure, CancellationToken stop)
    {
        _logger = logger;
        _onFailure = onFailure;
        _counters = new CounterPoller(_interfaces, TimeProvider.System);
        Collectors = new(logger, new ReportSources { Exporting = true, Interfaces = _counters, Metering = Totals, Samplers = TellSamplers, Applications = () => _applications }, stop);
        _samples = new SampleFan(Collectors);
        _records = new Enrichment(Collectors, logger, onFailure);
        _samplers = new(_records, Collectors.Paths, _samples, logger, onFailure);
        _turns = new Timer(_ => Collectors.TakeTurn(_counters), null, CounterPoller.Turn, CounterPoller.Turn);
    }

    public CollectorSet Collectors { get; }

    /// <summary>The kernel's connections; <see langword="null"/> where they are not asked for, or cannot be read.</summary>
    public FlowSourceRun<ConntrackSection, ConntrackSource>? Conntrack { get; private set; }

    /// <summary>What programs within the kernel count; <see langword="null"/> where they are not asked for, or not taken.</summary>
    public FlowSourceRun<EbpfSection, EbpfSource>? Ebpf { get; private set; }

    /// <summary>The cluster's pods; <see langword="null"/> where they are not asked for.</summary>
    public KubernetesStatus? Kubernetes => _records.Kubernetes?.Status;

    public IReadOnlyList<InterfaceMeter> Meters => Volatile.Read(ref _meters);

    public IReadOnlyList<KernelSampler> KernelSampling => _samplers.Samplers;

    /// <summary>
    /// Puts options in force. First meterings that end or change give their flows to the collectors there were, then the collectors
    /// change, then new meterings begin; what did not change goes on undisturbed.
    /// </summary>
    public void Apply(FlowExportOptions options)
    {
        SayWhatDoesNotRun(options);
        IReadOnlyList<MeteredSource> interfaces = options.Metering?.Sources ?? [];
        ConntrackSection? conntrack = options.Conntrack is { Enabled: true } enabled ? enabled : null;
        Conntrack = EndUnlessSame(Conntrack, conntrack);
        Ebpf = EndUnlessSame(Ebpf, options.Ebpf);

        foreach (InterfaceMeter gone in _meters.Where(meter => !interfaces.Contains(meter.Section))) gone.Dispose();
        List<InterfaceMeter> kept = [.. _meters.Where(meter => interfaces.Contains(meter.Section))];
        foreach (InterfaceMeter meter in kept) meter.Restart(MeterPlan.Of(options, meter.Section));
        _samplers.End(options);

        _records.Apply(options.Enrichment);
        _applications = options.Metering?.Options.Applications is null ? [] : MeteringProcess.Applications;
        Collectors.Replace(options.Collectors, options.Distribution);
        var next = new List<InterfaceMeter>();
        foreach (MeteredSource section in interfaces)
        {
            if (kept.Find(meter => meter.Section == section) is { } same)
            {
                next.Add(same);
                continue;
            }

            var meter = new InterfaceMeter(section, MeterPlan.Of(options, section), _records, _samples, Collectors.Paths, _logger, _onFailure) { SamplingRateChanged = OnSamplingRate };
            meter.Start();
            next.Add(meter);
        }

        Volatile.Write(ref _meters, [.. next]);
        if (conntrack is not null) Conntrack ??= Start(conntrack, say => ConntrackSource.Open(conntrack.Options, TimeProvider.System, say));
        if (options.Ebpf is { } ebpf) Ebpf ??= Start(ebpf, say => EbpfSource.Open(ebpf.Options, TimeProvider.System, say));
        _samplers.Begin(options);
        OnSamplingRate();
    }

    /// <summary>Ends all flows with their records to the collectors.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        Conntrack?.Dispose();
        Ebpf?.Dispose();
        foreach (InterfaceMeter meter in _meters) meter.Dispose();
        _samplers.Dispose();
        _records.Dispose();
        using var stopped = new ManualResetEvent(false);
        if (_turns.Dispose(stopped)) stopped.WaitOne();
        Collectors.LastWord = _counters.LastWord();
        Collectors.Dispose();
        _interfaces.Dispose();
    }

    private FlowSourceRun<TSection, TSource>? Start<TSection, TSource>(TSection section, Func<Action<string>, TSource> open)
        where TSection : class
        where TSource : class, IFlowSource =>
        FlowSourceRun<TSection, TSource>.Start(section, open, _records, Collectors.Paths, _logger, _onFailure);

    private static FlowSourceRun<TSection, TSource>? EndUnlessSame<TSection, TSource>(FlowSourceRun<TSection, TSource>? running, TSection? section)
        where TSection : class
        where TSource : class, IFlowSource
    {
        if (running is null || running.Section.Equals(section)) return running;
        running.Dispose();
        return null;
    }

    private IReadOnlyList<SamplerState> TellSamplers() =>
    [
        .. Meters.SelectMany(static (meter, at) => Samplers.Of((ulong)at + 1, meter.Plan.Metering.Sampling, meter.SamplingRate)),
        .. _samplers.Samplers.Where(static sampler => sampler.Plan.Flows is not null)
            .SelectMany((sampler, at) => Samplers.Of((ulong)(Meters.Count + at) + 1, KernelSamplers.Chance, sampler.Plan.Rate)),
    ];

    // On the metering thread: all records of the rate before were written, none of the new one was.
    private void OnSamplingRate() => Collectors.TellSamplers();

    private MeteringTotals Totals()
    {
        long flows = 0;
        long ignored = 0;
        long octets = 0;
        foreach (InterfaceMeter meter in Meters)
        {
            InterfaceCounters counters = meter.Counters;
            flows += counters.FlowsCreated;
            ignored += counters.RingDrops + counters.Malformed + counters.Truncated + counters.UnknownLinkTypes + counters.NoRoomPackets;
            octets += counters.NoRoomOctets;
        }

        return new(flows, ignored, octets);
    }

    private void SayWhatDoesNotRun(FlowExportOptions options)
    {
        if (options.Metering?.Options.Applications is not null && MeteringProcess.ApplicationsProblem is { } problem) _logger.LogSourceLacks(problem);
        if (options.Enrichment is { Bgp: true }) _logger.LogNotRunning("flow-export enrichment bgp");
        if ((options.Metering is { Sources.Count: > 0 } || options.Conntrack is { Enabled: true } || options.Ebpf is not null) && options.Collectors.Count == 0) _logger.LogNobodyToTell();
    }
}
