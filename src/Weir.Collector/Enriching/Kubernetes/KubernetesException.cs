namespace Weir.Collector.Enriching.Kubernetes;

/// <summary>The API cannot be asked, or did not answer as it should. The message is one line: what is wrong, what would be right.</summary>
public sealed class KubernetesException(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>Whether what was known before is out of date, so that all pods have to be listed anew.</summary>
    public bool IsGone { get; init; }

    /// <summary>Whether what came was no answer of the API: not JSON, not an object of its kind, too long.</summary>
    public bool IsMalformed { get; init; }
}
