using System.Text.Json;
using Weir.Collector.Enriching.Kubernetes;

namespace Weir.App.Operating;

/// <summary>What is known of a cluster's pods, as <c>weir show</c> tells it.</summary>
/// <param name="IsWatching">Whether the API tells of changes now.</param>
/// <param name="Pods">Pods known.</param>
/// <param name="Metrics">What was counted.</param>
internal sealed record KubernetesStatus(bool IsWatching, int Pods, KubernetesMetrics Metrics)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("kubernetes");
        json.WriteString("status", IsWatching ? "watching" : "waiting");
        json.WriteNumber("pods", Pods);
        foreach ((string name, long value) in Counters) json.WriteNumber(name, value);
        json.WriteEndObject();
    }

    /// <summary>What only grows.</summary>
    public IEnumerable<(string Name, long Value)> Counters =>
    [
        ("lists", Metrics.Lists.Value), ("watches", Metrics.Watches.Value), ("events", Metrics.Events.Value), ("bookmarks", Metrics.Bookmarks.Value), ("gone", Metrics.Gone.Value),
        ("failures", Metrics.Failures.Value), ("malformed", Metrics.Malformed.Value), ("no-room", Metrics.NoRoom.Value),
        ("named-records", Metrics.Named.Value), ("unknown-records", Metrics.Unknown.Value),
    ];
}
