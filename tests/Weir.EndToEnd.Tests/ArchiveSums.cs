using System.Text.Json;

namespace Weir.EndToEnd.Tests;

/// <summary>What an archive adds up to, asked for with the program's own commands.</summary>
internal static class ArchiveSums
{
    /// <summary>Packets and octets by IP protocol.</summary>
    public static Dictionary<int, (long Packets, long Bytes)> ByProtocol(string archive) =>
        WeirProgram.Json("top", "--archive", archive, "--by", "proto", "-n", "256").ToDictionary(
            row => row.GetProperty("proto").GetInt32(),
            row => (row.GetProperty("packets").GetInt64(), row.GetProperty("bytes").GetInt64()));

    /// <summary>Flows, packets and octets in all.</summary>
    public static (long Flows, long Packets, long Bytes) Total(string archive)
    {
        JsonElement[] rows = WeirProgram.Json("top", "--archive", archive, "--by", "proto", "-n", "256");
        return (rows.Sum(row => row.GetProperty("flows").GetInt64()), rows.Sum(row => row.GetProperty("packets").GetInt64()),
            rows.Sum(row => row.GetProperty("bytes").GetInt64()));
    }
}
