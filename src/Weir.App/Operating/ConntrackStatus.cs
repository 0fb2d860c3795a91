using System.Text.Json;
using Weir.Capture.Conntrack;

namespace Weir.App.Operating;

/// <summary>What connection tracking counted, as <c>weir show</c> tells it.</summary>
internal static class ConntrackStatus
{
    public static void Write(ConntrackMetrics metrics, Utf8JsonWriter json)
    {
        json.WriteStartObject("conntrack");
        json.WriteNumber("records", metrics.Records);
        json.WriteNumber("events", metrics.Events);
        json.WriteNumber("looks", metrics.Dumps);
        json.WriteNumber("connections", metrics.Connections);
        json.WriteNumber("tracked", metrics.Tracked);
        foreach ((string name, long value) in Losses(metrics)) json.WriteNumber(name.Replace('_', '-'), value);
        json.WriteEndObject();
    }

    /// <summary>What could not be reported, or was left out, by reason.</summary>
    public static IEnumerable<(string Name, long Value)> Losses(ConntrackMetrics metrics) =>
    [
        ("overruns", metrics.Overruns), ("lost_ends", metrics.LostEnds), ("reuses", metrics.Reuses), ("no_room", metrics.NoRoom),
        ("uncounted", metrics.Uncounted), ("malformed", metrics.Malformed), ("own", metrics.Own),
    ];
}
