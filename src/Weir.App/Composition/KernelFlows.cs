using Weir.Capture.Conntrack;
using Weir.Capture.Ebpf;
using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;

namespace Weir.App.Composition;

/// <summary>Flows that the kernel counts, as <c>weir export</c> takes them. A new source of such flows is a line in <see cref="Open"/>.</summary>
/// <param name="Source">Where they come from.</param>
/// <param name="Summary">What came, when it has ended.</param>
/// <param name="Complaint">What was lost; <see langword="null"/> where nothing was.</param>
internal sealed record KernelFlows(IFlowSource Source, Func<MeteringSummary> Summary, Func<string?> Complaint) : IDisposable
{
    /// <summary>Opens those that were asked for.</summary>
    /// <param name="what">Which.</param>
    /// <param name="say">Takes a line for what is missing.</param>
    public static IEnumerable<KernelFlows> Open(LiveSources what, Action<string> say)
    {
        if (what.Conntrack is { } conntrack) yield return Of(ConntrackSource.Open(conntrack, TimeProvider.System, say));
        if (what.Ebpf is { } ebpf) yield return Of(EbpfSource.Open(ebpf, TimeProvider.System, say));
    }

    public void Dispose() => Source.Dispose();

    private static KernelFlows Of(ConntrackSource source) => new(
        source,
        () => new(source.Name, MeteringEnd.Cancelled, 0, source.Metrics.Records),
        () => source.Metrics is { Overruns: > 0 } metrics ? $"events were lost {metrics.Overruns} times; {metrics.LostEnds} ends of connections are known to be missing" : null);

    private static KernelFlows Of(EbpfSource source) => new(
        source,
        () => new(source.Name, MeteringEnd.Cancelled, source.Metrics.Packets, source.Metrics.Records),
        () => source.Metrics is { Drops: > 0 } metrics ? $"{metrics.Drops} packets found no room and are in no record" : null);
}
