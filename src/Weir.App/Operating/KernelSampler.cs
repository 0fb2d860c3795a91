using Microsoft.Extensions.Logging;
using Weir.App.Composition;
using Weir.Capture.PSample;
using Weir.Exporter.Metering;
using Weir.Exporter.Transport;
using Weir.Flows.Pipeline;

namespace Weir.App.Operating;

/// <summary>
/// Takes in what the kernel samples of some interfaces, on a thread of its own: to the collectors as samples, and where it is asked for as flow
/// records that tell the rate. Where the kernel cannot sample it says so once, and ends.
/// </summary>
internal sealed class KernelSampler : IDisposable
{
    /// <summary>A stop that takes longer than this is not waited for: a second for the samples that wait, the rest for exporting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IPacketSampleSink _samples;
    private readonly IFlowSink _flows;
    private readonly ILogger _logger;
    private readonly Action<Exception> _onFailure;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private PSampleSource? _source;
    private GatedSource? _gated;
    private MeteringProcess? _metering;
    private readonly OwnPaths _paths;
    private IReadOnlyList<DatagramDestination> _own = [];
    private bool _isStopping;

    /// <summary>A sampler that has not begun.</summary>
    /// <param name="plan">What is sampled.</param>
    /// <param name="samples">Takes the samples.</param>
    /// <param name="flows">Takes flow records.</param>
    /// <param name="own">Paths whose packets flow records leave out.</param>
    /// <param name="logger">Takes what people must know.</param>
    /// <param name="onFailure">Is told what nobody expected.</param>
    public KernelSampler(
        SamplingPlan plan, IPacketSampleSink samples, IFlowSink flows, OwnPaths own, ILogger logger, Action<Exception> onFailure)
    {
        Plan = plan;
        _samples = samples;
        _flows = flows;
        _paths = own;
        _logger = logger;
        _onFailure = onFailure;
        _thread = new Thread(Run) { Name = "weir-psample", IsBackground = true };
        own.Tell(LeaveOut);
    }

    public SamplingPlan Plan { get; }

    /// <summary>Whether its thread goes on; <see langword="false"/> where the kernel cannot sample.</summary>
    public bool IsRunning => _thread.IsAlive;

    /// <summary>What was counted of each interface until now.</summary>
    public IReadOnlyList<SampledInterfaceMetrics> Interfaces => Volatile.Read(ref _source)?.Interfaces ?? [];

    /// <summary>What was counted of all.</summary>
    public PSampleMetrics Metrics => Volatile.Read(ref _source)?.Metrics ?? default;

    public void Start() => _thread.Start();

    /// <summary>Takes in what waits, ends all flows with their records, and takes sampling off the interfaces.</summary>
    public void Dispose()
    {
        _paths.Forget(LeaveOut);
        lock (_gate)
        {
            _isStopping = true;
            _gated?.End();
        }

        if (_thread.IsAlive && !_thread.Join(Patience)) _logger.LogSamplerStuck();
    }

    private void LeaveOut(IReadOnlyList<DatagramDestination> own)
    {
        lock (_gate)
        {
            _own = own;
            _metering?.LeaveOut(own);
        }
    }

    private void Run()
    {
        try
        {
            var options = new PSampleOptions { Interfaces = Plan.Interfaces, ReceiveBufferOctets = Plan.ReceiveBufferOctets };
            using PSampleSource source = PSampleSource.Open(options, _samples, TimeProvider.System, _logger.LogSampling);
            Volatile.Write(ref _source, source);
            Read(source);
        }
        catch (PSampleException missing)
        {
            _logger.LogSourceMissing("flow-export sampling", missing.Message);
        }
        catch (Exception failure)
        {
            _onFailure(failure);
        }
    }

    private void Read(PSampleSource source)
    {
        var gated = new GatedSource(source, static () => true);
        using MeteringProcess? metering = Plan.Flows is { } options
            ? new MeteringProcess(options, MeteringArguments.NewHash(), new SamplingRateSink(_flows, Plan.Rate), TimeProvider.System, _own)
            : null;
        lock (_gate)
        {
            (_gated, _metering) = (gated, metering);
            if (_isStopping) gated.End();
        }

        try
        {
            if (metering is not null)
            {
                metering.Run(gated, CancellationToken.None);
                return;
            }

            var batch = new PacketBatch();
            while (gated.Read(batch) is PacketReadStatus.Packets or PacketReadStatus.Idle)
            {
                // The source has given the samples away already.
            }
        }
        finally
        {
            lock (_gate) _metering = null;
        }
    }
}
