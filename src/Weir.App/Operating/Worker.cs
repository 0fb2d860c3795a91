using Weir.Capture.AfPacket;
using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;

namespace Weir.App.Operating;

/// <summary>One metering process of <c>weir export</c> and the source it reads.</summary>
internal sealed class Worker : IMeter
{
    private readonly IPacketSource _source;
    private readonly Func<AfPacketMetrics> _ring;
    private volatile MeteringProcess? _metering;
    private volatile bool _isGathering = true;

    /// <summary>A worker that meters nothing yet.</summary>
    /// <param name="source">What it reads.</param>
    /// <param name="ring">What the kernel counted for it.</param>
    public Worker(IPacketSource source, Func<AfPacketMetrics> ring)
    {
        _source = source;
        _ring = ring;
        Source = new GatedSource(source, () => _isGathering);
    }

    public string Name => _source.Name;

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
    public long Drops => _ring().Drops;

    /// <summary>What was counted until now.</summary>
    public InterfaceCounters Counters => (_metering is { } metering ? InterfaceCounters.Of(metering.Metrics) : default).With(_ring(), Source.Discarded);

    public Task<T?> AskAsync<T>(Func<FlowTable, T> question)
        where T : class => _metering is { } metering ? TableQuestion.AskAsync(metering, question) : Task.FromResult<T?>(null);

    public void Close() => _source.Dispose();
}
