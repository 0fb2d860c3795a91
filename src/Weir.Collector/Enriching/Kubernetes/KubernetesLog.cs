using Microsoft.Extensions.Logging;

namespace Weir.Collector.Enriching.Kubernetes;

/// <summary>What people are told of the API. A failure that repeats is said once.</summary>
internal static partial class KubernetesLog
{
    [LoggerMessage(1, LogLevel.Information, "Kubernetes: {Pods} pods are known")]
    public static partial void LogListed(this ILogger logger, int pods);

    [LoggerMessage(2, LogLevel.Warning, "{Problem}. It is tried again; records have the names that are known")]
    public static partial void LogFails(this ILogger logger, string problem);

    [LoggerMessage(3, LogLevel.Warning, "Kubernetes: there are more than {MaxPods} pods; records name only those; a larger max-pods has room for more")]
    public static partial void LogNoRoom(this ILogger logger, int maxPods);
}
