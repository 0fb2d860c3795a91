using Microsoft.Extensions.Logging;
using Weir.App.Composition;
using Weir.App.Configuration.Options;
using Weir.Exporter.Metering;
using Weir.Exporter.Sampling;
using Weir.Exporter.Transport;
using Weir.Flows.Pipeline;

namespace Weir.App.Operating;

/// <summary>
/// Meters one interface, or one log group of the firewall, on a thread of its own for as long as it is told to. An interface that goes away is waited for. New
/// timeouts end the flows and begin anew on the same ring, so that no packet falls between.
/// </summary>
internal sealed class InterfaceMeter : IMeter, IDisposable
{
    /// <summary>Between attempts to open an interface that is not there: as soon as people notice, and no work for the machine.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>A restart or a stop that takes longer than this is not waited for: a second for the ring, the rest for exporting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IFlowSink _sink;
    private readonly IPacketSampleSink _samples;
    private readonly ILogger _logger;
    private readonly Action<Exception> _onFailure;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _stop = new();
    private readonly AutoResetEvent _restarted = new(false);
    private readonly Lock _gate = new();
    private InterfaceCounters _past;
    private volatile MeterPlan _plan;
    private readonly OwnPaths _paths;
    private IReadOnlyList<DatagramDestination> _own = [];
    private MeteringProcess? _metering;
    private IKernelSource? _ring;
    private GatedSource? _source;
    private volatile bool _isGathering = true;

    /// <summary>A meter that has not begun.</summary>
    public InterfaceMeter(
        MeteredSource section, MeterPlan plan, IFlowSink sink, IPacketSampleSink samples, OwnPaths own, ILogger logger, Action<Exception> onFailure)
    {
        Section = section;
        _plan = plan;
        _sink = new LatenessSink(sink, TimeProvider.System, Lateness);
        _samples = samples;
        _paths = own;
        _logger = logger;
        _onFailure = onFailure;
        _thread = new Thread(Run) { Name = $"weir-{section.Name}", IsBackground = true };
        own.Tell(LeaveOut);
    }

    public MeteredSource Section { get; }

    public string Name => Section.Name;

    /// <summary>How it is metered now.</summary>
    public MeterPlan Plan => _plan;

    /// <summary>Told, on the metering thread, when adaptive sampling has changed the rate.</summary>
    public Action? SamplingRateChanged { get; init; }

    /// <summary>How late records of flows that timed out were.</summary>
    public ExpiryLateness Lateness { get; } = new();

    /// <summary>Flows held at most.</summary>
    public int MaxFlows => _plan.Metering.MaxFlows;

    /// <summary>Packets for each one that is metered now.</summary>
    public uint SamplingRate
    {
        get
        {
            lock (_gate) return _metering?.SamplingRate ?? _plan.Metering.Sampling?.Rate ?? 1;
        }
    }

    /// <summary>Whether packets count, rather than being thrown away.</summary>
    public bool IsGathering
    {
        get => _isGathering;
        set => _isGathering = value;
    }

    /// <summary>Whether the interface is there and open.</summary>
    public bool IsOpen => Volatile.Read(ref _ring) is not null;

    /// <summary>Whether its thread goes on: it waits for its interface, or has read from it lately.</summary>
    public bool IsHealthy
    {
        get
        {
            lock (_gate) return _source is null || _source.SinceRead < Patience;
        }
    }

    /// <summary>What was counted until now.</summary>
    public InterfaceCounters Counters
    {
        get
        {
            lock (_gate) return _past + Current();
        }
    }

    public void Start() => _thread.Start();

    /// <summary>Ends all flows with their records to the sink, and goes on by another plan.</summary>
    public void Restart(MeterPlan plan)
    {
        bool isRunning;
        lock (_gate)
        {
            if (plan == _plan) return;
            _plan = plan;
            isRunning = _metering is not null;
            _source?.End();
        }

        if (isRunning) _restarted.WaitOne(Patience);
    }

    // From the next packets on. Any thread.
    private void LeaveOut(IReadOnlyList<DatagramDestination> own)
    {
        lock (_gate)
        {
            _own = own;
            _metering?.LeaveOut(_own);
        }
    }

    /// <summary>Asks the metering thread for something of its table.</summary>
    /// <returns>The answer; <see langword="null"/> where nothing is metered now or no answer came in time.</returns>
    public async Task<T?> AskAsync<T>(Func<FlowTable, T> question)
        where T : class
    {
        MeteringProcess? metering;
        lock (_gate) metering = _ring is null ? null : _metering;
        return metering is null ? null : await TableQuestion.AskAsync(metering, question);
    }

    /// <summary>A sink of this meter's records whose readers are to know what they name: for questions to the table.</summary>
    public IFlowSink Naming(IFlowSink sink) => Volatile.Read(ref _ring) is { } ring ? MeteredSources.Naming(ring, sink) : sink;

    /// <summary>Takes what the ring holds, ends all flows with their records, and stops.</summary>
    public void Dispose()
    {
        _stop.Set();
        _paths.Forget(LeaveOut);
        lock (_gate) _source?.End();
        if (_thread.IsAlive && !_thread.Join(Patience)) _logger.LogInterfaceStuck(Section.Name);
    }

    private void Run()
    {
        try
        {
            while (!_stop.IsSet)
            {
                if (Open() is not { } ring)
                {
                    _stop.Wait(RetryInterval);
                    continue;
                }

                using (ring) MeterRing(ring);
            }
        }
        catch (Exception failure)
        {
            _onFailure(failure);
        }
    }

    private IKernelSource? Open()
    {
        string? said = null;
        while (!_stop.IsSet)
        {
            try
            {
                IKernelSource ring = MeteredSources.Open(Section);
                _logger.LogMetering(Section.Name);
                return ring;
            }
            catch (IOException failure)
            {
                if (failure.Message != said) _logger.LogInterfaceNotOpen(failure.Message);
                said = failure.Message;
            }

            _stop.Wait(RetryInterval);
        }

        return null;
    }

    // Until the interface goes away, or the end.
    private void MeterRing(IKernelSource ring)
    {
        while (true)
        {
            GatedSource source = Begin(ring);
            _metering!.Run(WithSamples(source), CancellationToken.None);
            bool isOver = _stop.IsSet || !source.IsEnding;
            Finish(isOver);
            if (!source.IsEnding) _logger.LogInterfaceGone(Section.Name);
            if (isOver) return;
            _restarted.Set();
        }
    }

    private GatedSource Begin(IKernelSource ring)
    {
        lock (_gate)
        {
            MeteringOptions options = _plan.Metering;
            if (options.Sampling is { } sampling) options = options with { Sampling = sampling with { Seed = MeteringArguments.NewSeed() } };
            _metering = new MeteringProcess(options, MeteringArguments.NewHash(), MeteredSources.Naming(ring, _sink), TimeProvider.System, _own)
            {
                SamplingRateChanged = _ => SamplingRateChanged?.Invoke(),
            };
            _ring = ring;
            _source = new GatedSource(ring, () => _isGathering);
            // Told while the thread was between two sources.
            if (_stop.IsSet) _source.End();
            return _source;
        }
    }

    private IPacketSource WithSamples(GatedSource source) => _plan.Samples is { } samples
        ? new SampledSource(source, new HeaderSampler((uint)samples.Rate, samples.TruncatedSize, _samples))
        : source;

    private void Finish(bool withRing)
    {
        lock (_gate)
        {
            KernelCounts counted = withRing ? _ring!.Counts : default;
            _past += InterfaceCounters.Of(_metering!.Metrics).With(counted, _source!.Discarded);
            _metering.Dispose();
            _metering = null;
            _source = null;
            if (withRing) _ring = null;
        }
    }

    private InterfaceCounters Current() =>
        _metering is null ? default : InterfaceCounters.Of(_metering.Metrics).With(_ring?.Counts ?? default, _source?.Discarded ?? 0);
}
