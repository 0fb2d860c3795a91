using Weir.Collector.Diagnostics;

namespace Weir.Collector.Enriching.Kubernetes;

/// <summary>What was counted of the API and its pods. Any thread may read it.</summary>
public sealed class KubernetesMetrics
{
    /// <summary>Times all pods were listed.</summary>
    public Counter Lists { get; } = new();

    /// <summary>Watches begun.</summary>
    public Counter Watches { get; } = new();

    /// <summary>Events of pods.</summary>
    public Counter Events { get; } = new();

    /// <summary>Events that tell only how far the watch is.</summary>
    public Counter Bookmarks { get; } = new();

    /// <summary>Times that the API had forgotten where the watch was (410), so that all were listed again.</summary>
    public Counter Gone { get; } = new();

    /// <summary>Requests that failed, those below included.</summary>
    public Counter Failures { get; } = new();

    /// <summary>Answers and events that could not be read: not what they should be, or too long.</summary>
    public Counter Malformed { get; } = new();

    /// <summary>Pods that there was no room for.</summary>
    public Counter NoRoom { get; } = new();

    /// <summary>Records that a pod was named in.</summary>
    public Counter Named { get; } = new();

    /// <summary>Records of a container or pod that is not known.</summary>
    public Counter Unknown { get; } = new();
}
