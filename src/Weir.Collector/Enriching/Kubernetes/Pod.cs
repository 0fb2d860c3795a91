using Weir.Wire.Primitives;

namespace Weir.Collector.Enriching.Kubernetes;

/// <summary>What is remembered of a pod. Texts are in UTF-8, as batches hold them.</summary>
public sealed class Pod
{
    /// <summary>Its UID (metadata.uid).</summary>
    public required Guid Uid { get; init; }

    /// <summary>Its name.</summary>
    public required byte[] Name { get; init; }

    /// <summary>Its namespace.</summary>
    public required byte[] Namespace { get; init; }

    /// <summary>The workload it belongs to, <c>Deployment/web</c>; <see langword="null"/> where it belongs to none.</summary>
    public byte[]? Owner { get; init; }

    /// <summary>Addresses that are its own: none where it uses its node's.</summary>
    public required IReadOnlyList<IpAddress> Addresses { get; init; }

    /// <summary>Its containers, those of the start included.</summary>
    public required IReadOnlyList<ContainerKey> Containers { get; init; }

    /// <summary>Whether all its containers have ended for good (phase Succeeded or Failed): its addresses may be another's by now.</summary>
    public bool IsOver { get; init; }
}
