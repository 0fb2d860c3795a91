using Microsoft.Extensions.Logging;
using Weir.Collector.Enriching.Kubernetes;
using Weir.Flows.Pipeline;

namespace Weir.App.Operating;

/// <summary>The section <c>kubernetes</c> while it runs: the pods there are, kept as the API has them.</summary>
internal sealed class KubernetesRun : IDisposable
{
    /// <summary>A request that does not end when told is not waited for any longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly PodDirectory _pods;
    private readonly KubernetesMetrics _metrics = new();
    private readonly PodWatcher _watcher;
    private readonly Task _running;

    /// <summary>Begins to ask. Records are named as soon as there is an answer; none waits for it.</summary>
    public KubernetesRun(KubernetesOptions options, ILogger logger, Action<Exception> onFailure)
    {
        Options = options;
        _pods = new(options, _metrics, TimeProvider.System);
        _watcher = new(options, _pods, _metrics, new Random((int)Composition.MeteringArguments.NewSeed()), TimeProvider.System, logger);
        _running = Task.Run(RunAsync);

        async Task RunAsync()
        {
            try
            {
                await _watcher.RunAsync(_stop.Token);
            }
            catch (Exception failure)
            {
                onFailure(failure);
            }
        }
    }

    public KubernetesOptions Options { get; }

    /// <summary>What is known and was counted, at one moment.</summary>
    public KubernetesStatus Status => new(_watcher.IsWatching, _pods.Count, _metrics);

    /// <summary>A sink that names pods in the records on their way.</summary>
    public IFlowSink Naming(IFlowSink sink) => new PodSink(sink, _pods, _metrics);

    public void Dispose()
    {
        _stop.Cancel();
#pragma warning disable VSTHRD002 // There is no synchronization context that could wait for itself.
        if (_running.Wait(Patience)) _stop.Dispose();
#pragma warning restore VSTHRD002
    }
}
