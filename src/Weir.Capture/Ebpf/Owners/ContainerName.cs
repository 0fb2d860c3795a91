using System.Text.RegularExpressions;

namespace Weir.Capture.Ebpf.Owners;

/// <summary>What the path of a control group says about the container within.</summary>
/// <param name="ContainerId">64 hexadecimal digits as container runtimes name containers; <see langword="null"/> outside of one.</param>
/// <param name="PodId">UID of the Kubernetes pod, with hyphens; <see langword="null"/> outside of one.</param>
internal readonly partial record struct ContainerName(string? ContainerId, string? PodId)
{
    // Paths are bounded by the kernel; no match takes a thousandth of it.
    private const int MatchTimeoutMs = 100;

    /// <summary>Reads a path: <c>/kubepods.slice/kubepods-burstable-pod1234_….slice/cri-containerd-abcd….scope</c> by systemd, <c>/kubepods/burstable/pod1234-…/abcd…</c> by cgroupfs, <c>/docker/abcd…</c>.</summary>
    public static ContainerName Of(string path)
    {
        Match container = Container().Match(path);
        Match pod = Pod().Match(path);
        return new(container.Success ? container.Value : null, pod.Success ? pod.Groups["uid"].Value.Replace('_', '-') : null);
    }

    // The innermost: a container may run containers.
    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", RegexOptions.RightToLeft, MatchTimeoutMs)]
    private static partial Regex Container();

    [GeneratedRegex("pod(?<uid>[0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12})", RegexOptions.ExplicitCapture, MatchTimeoutMs)]
    private static partial Regex Pod();
}
