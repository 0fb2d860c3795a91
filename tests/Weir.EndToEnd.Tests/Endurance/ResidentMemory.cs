using System.Globalization;

namespace Weir.EndToEnd.Tests.Endurance;

/// <summary>Memory of this process as the kernel counts it (proc(5), status).</summary>
internal static class ResidentMemory
{
    /// <summary>Octets of anonymous memory this process holds in pages: heap, tables, stacks, but no files.</summary>
    public static long Anonymous() => Field("RssAnon:");

    private static long Field(string name)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(name.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
    }
}
