namespace Weir.Capture.Ebpf;

/// <summary>Where the hierarchy of control groups (cgroup2) is mounted.</summary>
internal static class ControlGroups
{
    /// <summary>Its root, <see langword="null"/> where it is not mounted (proc(5), mountinfo: the fields behind the hyphen are the type, the source, the options).</summary>
    public static string? Root { get; } = Find();

    private static string? Find()
    {
        foreach (string line in File.ReadLines("/proc/self/mountinfo"))
        {
            string[] fields = line.Split(' ');
            int hyphen = Array.IndexOf(fields, "-");
            if (hyphen > 4 && hyphen + 1 < fields.Length && fields[hyphen + 1] == "cgroup2") return fields[4];
        }

        return null;
    }
}
