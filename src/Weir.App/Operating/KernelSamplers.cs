using Microsoft.Extensions.Logging;
using Weir.App.Composition;
using Weir.App.Configuration.Options;
using Weir.Exporter.Metering;
using Weir.Exporter.Transport;
using Weir.Flows.Pipeline;

namespace Weir.App.Operating;

/// <summary>The section <c>sampling</c> while it runs: a new configuration begins and ends what changed, and tries again what could not run.</summary>
internal sealed class KernelSamplers(IFlowSink records, OwnPaths paths, SampleFan samples, ILogger logger, Action<Exception> onFailure) : IDisposable
{
    /// <summary>How the kernel chooses: each packet with the same chance.</summary>
    public static SamplingOptions Chance { get; } = new() { Method = SamplingMethod.Random };

    private KernelSampler[] _samplers = [];

    /// <summary>Those that run.</summary>
    public IReadOnlyList<KernelSampler> Samplers => Volatile.Read(ref _samplers);

    /// <summary>Ends those that are not wanted any more; their flows go to the collectors there are still.</summary>
    public void End(FlowExportOptions options)
    {
        IReadOnlyList<SamplingPlan> wanted = SamplingPlan.Of(options);
        foreach (KernelSampler gone in _samplers.Where(sampler => !Stays(sampler, wanted))) gone.Dispose();
        Volatile.Write(ref _samplers, [.. _samplers.Where(sampler => Stays(sampler, wanted))]);
    }

    /// <summary>Begins those that are wanted and do not run.</summary>
    public void Begin(FlowExportOptions options)
    {
        List<KernelSampler> next = [.. _samplers];
        foreach (SamplingPlan plan in SamplingPlan.Of(options))
        {
            if (next.Exists(sampler => sampler.Plan == plan)) continue;
            var sampler = new KernelSampler(plan, samples, records, paths, logger, onFailure);
            sampler.Start();
            next.Add(sampler);
        }

        Volatile.Write(ref _samplers, [.. next]);
    }

    public void Dispose()
    {
        foreach (KernelSampler sampler in _samplers) sampler.Dispose();
    }

    private static bool Stays(KernelSampler sampler, IReadOnlyList<SamplingPlan> wanted) => sampler.IsRunning && wanted.Contains(sampler.Plan);
}
