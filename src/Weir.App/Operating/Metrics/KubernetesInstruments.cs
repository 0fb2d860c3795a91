namespace Weir.App.Operating.Metrics;

/// <summary>What is counted of a cluster's pods.</summary>
internal static class KubernetesInstruments
{
    public static IReadOnlyList<Instrument> All { get; } =
    [
        new("weir_kubernetes_pods", InstrumentKind.Gauge, "Pods known.", static status => status.Kubernetes is { } known ? [new(known.Pods)] : []),
        new("weir_kubernetes_watching", InstrumentKind.Gauge, "1 while the API tells of changes.", static status => status.Kubernetes is { } known ? [new(known.IsWatching ? 1 : 0)] : []),
        new("weir_kubernetes_total", InstrumentKind.Counter, "Lists, watches, events and failures of the API, and records whose pod was looked for, by what.",
            static status => status.Kubernetes is { } known ? known.Counters.Select(static each => new Reading(each.Value, ("what", each.Name))) : []),
    ];
}
