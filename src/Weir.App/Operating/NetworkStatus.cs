using System.Text.Json;
using Weir.Collector.Enriching.Networks;

namespace Weir.App.Operating;

/// <summary>The networks that give records tags, countries and systems, as <c>weir show</c> tells them.</summary>
internal static class NetworkStatus
{
    public static void Write(NetworkDirectory networks, Utf8JsonWriter json)
    {
        json.WriteStartObject("networks");
        json.WriteNumber("networks", networks.Current.Count);
        json.WriteNumber("loads", networks.Metrics.Loads.Value);
        json.WriteNumber("failures", networks.Metrics.Failures.Value);
        json.WriteNumber("labelled-ends", networks.Metrics.Labelled.Value);
        json.WriteEndObject();
    }
}
