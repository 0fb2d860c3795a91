using System.Text.Json;

namespace Weir.EndToEnd.Tests;

/// <summary>What <c>weir decode</c> finds in a capture of flow datagrams.</summary>
internal static class DecodedRecords
{
    /// <summary>All records, those of options included, in order.</summary>
    public static JsonElement[] Of(string capture) =>
    [
        .. WeirProgram.Output("decode", capture).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => JsonDocument.Parse(line).RootElement)
            .SelectMany(static message => message.GetProperty("sets").EnumerateArray())
            .Where(static set => set.TryGetProperty("records", out _))
            .SelectMany(static set => set.GetProperty("records").EnumerateArray()),
    ];

    /// <summary>Those that tell of flows.</summary>
    public static JsonElement[] Flows(IEnumerable<JsonElement> records) => [.. records.Where(static record => record.TryGetProperty("flowEndReason", out _))];
}
