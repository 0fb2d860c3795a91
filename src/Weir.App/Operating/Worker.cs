using Weir.App.Composition;
using Weir.Capture.NfLog;
using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;

namespace Weir.App.Operating;

/// <summary>One metering process of <c>weir export</c> and the source it reads.</summary>
internal sealed class Worker : IMeter
{
    private readonly IKernelSource _ring;
    private volatile MeteringProcess? _metering;
    private volatile bool _isGathering = true;

    /// <summary>A worker that meters nothing yet.</summary>
    public Worker(IKernelSource ring)
    {
        _ring = ring;
        Source = new GatedSource(ring, () => _isGathering);
    }

    public string Name => _ring.Name;

    /// <summary>What is metered.</summary>
    public GatedSource Source { get; }

    /// <summary>The process, while it meters.</summary>
    public MeteringProcess? Metering
    {
        get => _metering;
        set => _metering = value;
    }

    public bool IsGathering
    {
        get => _isGathering;
        set => _isGathering = value;
    }

    /// <summary>Packets the ring had no room for.</summary>
    public long Drops => _ring.Counts.Drops;

    /// <summary>What was counted until now.</summary>
    public InterfaceCounters Counters => (_metering is { } metering ? InterfaceCounters.Of(metering.Metrics) : default).With(_ring.Counts, Source.Discarded);

    public Task<T?> AskAsync<T>(Func<FlowTable, T> question)
        where T : class => _metering is { } metering ? TableQuestion.AskAsync(metering, question) : Task.FromResult<T?>(null);

    /// <summary>Whether it meters what firewall rules log.</summary>
    public bool IsLogGroup => _ring is NfLogSource;

    public IFlowSink Naming(IFlowSink sink) => MeteredSources.Naming(_ring, sink);

    public void Close() => _ring.Dispose();
}
