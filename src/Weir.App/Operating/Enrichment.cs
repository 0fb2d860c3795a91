using Microsoft.Extensions.Logging;
using Weir.App.Configuration.Options;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;

namespace Weir.App.Operating;

/// <summary>What every record passes on its way to the collectors: the section <c>enrichment</c> while it runs. A new configuration changes it between two batches.</summary>
internal sealed class Enrichment : IFlowSink, IDisposable
{
    private readonly IFlowSink _sink;
    private readonly ILogger _logger;
    private readonly Action<Exception> _onFailure;
    private IFlowSink _first;

    /// <param name="sink">Takes the records. Not disposed of here.</param>
    /// <param name="logger">Takes what people must know.</param>
    /// <param name="onFailure">Told what goes wrong later.</param>
    public Enrichment(IFlowSink sink, ILogger logger, Action<Exception> onFailure)
    {
        _sink = _first = sink;
        _logger = logger;
        _onFailure = onFailure;
    }

    /// <summary>The cluster's pods; <see langword="null"/> where they are not asked for.</summary>
    public KubernetesRun? Kubernetes { get; private set; }

    /// <summary>Puts a section in force.</summary>
    public void Apply(EnrichmentSection? section)
    {
        if (Kubernetes?.Options == section?.Kubernetes) return;
        KubernetesRun? before = Kubernetes;
        Kubernetes = section?.Kubernetes is { } options ? new(options, _logger, _onFailure) : null;
        Volatile.Write(ref _first, Kubernetes?.Naming(_sink) ?? _sink);
        before?.Dispose();
    }

    /// <inheritdoc/>
    public void Write(FlowBatch batch) => Volatile.Read(ref _first).Write(batch);

    public void Dispose() => Kubernetes?.Dispose();
}
