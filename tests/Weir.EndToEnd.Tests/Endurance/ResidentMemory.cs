using System.Globalization;

namespace Weir.EndToEnd.Tests.Endurance;

/// <summary>Memory of a process as the kernel counts it (proc(5), status).</summary>
internal static class ResidentMemory
{
    /// <summary>Octets of anonymous memory this process holds in pages: heap, tables, stacks, but no files.</summary>
    public static long Anonymous() => Field("self", "RssAnon:");

    /// <summary>Octets a process held in pages at most, files included.</summary>
    public static long Peak(int processId) => Field(processId.ToString(CultureInfo.InvariantCulture), "VmHWM:");

    private static long Field(string process, string name)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(name.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
    }
}
