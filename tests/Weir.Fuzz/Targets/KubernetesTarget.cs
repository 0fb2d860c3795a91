using System.Text;
using System.Text.Json;
using Weir.Collector.Enriching.Kubernetes;
using Weir.Testing.Kubernetes;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>What the API of Kubernetes answers: pages of pods, and events.</summary>
internal sealed class KubernetesTarget : IFuzzTarget
{
    private const int LongestName = 4 * 253;

    private readonly KubernetesMetrics _metrics = new();
    private PodDirectory _pods;

    public KubernetesTarget() => _pods = New();

    public string Name => "kubernetes";

    public IReadOnlyList<byte[]> Corpus { get; } =
    [
        .. new[]
        {
            ApiObjects.List("100", null, ApiObjects.Pod("web-1", 1), ApiObjects.Pod("web-2", 2, "10.1.0.2")),
            ApiObjects.List("100", "next", ApiObjects.Pod("web-3", 3, null)),
            ApiObjects.Event("ADDED", ApiObjects.Pod("web-4", 4)),
            ApiObjects.Event("DELETED", ApiObjects.Pod("web-1", 1)),
            ApiObjects.Bookmark("200"),
            ApiObjects.Event("ERROR", ApiObjects.Status(410, "Expired", "too old resource version")),
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public void Restart() => _pods = New();

    public void Take(ReadOnlySpan<byte> input)
    {
        try
        {
            PodPage.Read(input, Put);
        }
        catch (JsonException)
        {
            // As it should be.
        }

        try
        {
            WatchEvent happened = WatchEvent.Read(input);
            if (happened.Kind == WatchEventKind.Present) Put(happened.Pod!);
            if (happened.Kind == WatchEventKind.Deleted) _pods.Remove(happened.Pod!.Uid);
        }
        catch (JsonException)
        {
            // As it should be.
        }

        Assert.True(_pods.Count <= 10);
    }

    public void Dispose()
    {
    }

    private PodDirectory New() => new(new() { MaxPods = 10 }, _metrics, TimeProvider.System);

    private void Put(Pod pod)
    {
        Assert.True(pod.Name.Length <= LongestName && pod.Namespace.Length <= LongestName && pod.Addresses.Count <= 64 && pod.Containers.Count <= 64);
        _pods.Put(pod);
    }
}
