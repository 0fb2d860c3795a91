using Weir.Capture.Ebpf.Owners;

namespace Weir.Capture.Tests.Ebpf;

/// <summary>Paths of control groups as container runtimes make them.</summary>
public sealed class ContainerNameTests
{
    private const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Inner = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";
    private const string Pod = "3f7c9d2e-1111-4222-8333-0123456789ab";

    [Theory]
    [InlineData("0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod3f7c9d2e_1111_4222_8333_0123456789ab.slice/cri-containerd-" + Id + ".scope", Id, Pod)]
    [InlineData("0::/kubepods/besteffort/pod3f7c9d2e-1111-4222-8333-0123456789ab/" + Id, Id, Pod)]
    [InlineData("0::/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod3f7c9d2e_1111_4222_8333_0123456789ab.slice/crio-" + Id + ".scope", Id, Pod)]
    [InlineData("12:memory:/docker/" + Id, Id, null)]
    [InlineData("0::/system.slice/docker-" + Id + ".scope", Id, null)]
    [InlineData("0::/machine.slice/libpod-" + Id + ".scope/container", Id, null)]
    [InlineData("0::/docker/" + Id + "/docker/" + Inner, Inner, null)]
    [InlineData("0::/user.slice/user-1000.slice/session-3.scope", null, null)]
    [InlineData("0::/", null, null)]
    [InlineData("", null, null)]
    // One digit too many is no name of a container.
    [InlineData("0::/docker/a" + Id, null, null)]
    public void A_path_names_the_innermost_container_and_the_pod(string path, string? container, string? pod) =>
        Assert.Equal(new ContainerName(container, pod), ContainerName.Of(path));
}
