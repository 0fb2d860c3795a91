namespace Weir.Capture.Ebpf.Owners;

/// <summary>Containers by control group: from /proc while the process lives, remembered after.</summary>
internal sealed class ContainerNames
{
    /// <summary>Control groups remembered. One more and all are forgotten, as hosts with so many make them anew all the time: 110 pods a node is what Kubernetes is tested with.</summary>
    private const int MaxRemembered = 4096;

    private readonly Dictionary<ulong, ContainerName> _known = [];

    /// <summary>The container of a process.</summary>
    public ContainerName Of(in SocketOwner owner)
    {
        if (_known.TryGetValue(owner.ControlGroup, out ContainerName name)) return name;
        if (!TryRead(owner.Process, out name)) return default;
        if (_known.Count == MaxRemembered) _known.Clear();
        // On a host with hierarchies of version 1 beside it, all may be in one group of version 2, which then tells nothing.
        if (owner.ControlGroup > 1) _known[owner.ControlGroup] = name;
        return name;
    }

    private static bool TryRead(uint process, out ContainerName name)
    {
        name = default;
        try
        {
            // Lines of hierarchy:controllers:path; of several that name a container, all name the same.
            foreach (string line in File.ReadLines($"/proc/{process}/cgroup"))
            {
                ContainerName here = ContainerName.Of(line);
                if (here.ContainerId is not null) name = here;
            }

            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
