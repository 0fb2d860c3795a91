using System.Text.Json;
using Weir.Testing.Processes;

namespace Weir.Capture.Tests.Netfilter;

/// <summary>The program nft in the calling thread's network namespace: rules, and its counters as the truth.</summary>
internal static class Nftables
{
    /// <summary>Puts rules in force.</summary>
    public static void Apply(string rules)
    {
        ToolResult result = Tool.Run("nft", ["-f", "-"], input: rules);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    /// <summary>What a named counter counted.</summary>
    public static (ulong Packets, ulong Octets) Counter(string table, string name)
    {
        using var document = JsonDocument.Parse(Tool.Output("nft", "-j", "list", "counter", "inet", table, name));
        JsonElement counter = document.RootElement.GetProperty("nftables").EnumerateArray()
            .Single(item => item.TryGetProperty("counter", out _)).GetProperty("counter");
        return (counter.GetProperty("packets").GetUInt64(), counter.GetProperty("bytes").GetUInt64());
    }
}
