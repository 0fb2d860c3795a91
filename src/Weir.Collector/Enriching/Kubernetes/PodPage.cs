using System.Text.Json;

namespace Weir.Collector.Enriching.Kubernetes;

/// <summary>A page of a list of pods (PodList v1).</summary>
/// <param name="ResourceVersion">Where a watch goes on from.</param>
/// <param name="Continue">What the next page is asked for with; <see langword="null"/>: this is the last.</param>
internal readonly record struct PodPage(string? ResourceVersion, string? Continue)
{
    /// <summary>Reads a page and gives each of its pods away.</summary>
    /// <exception cref="JsonException">It is not JSON, or no list.</exception>
    public static PodPage Read(ReadOnlySpan<byte> json, Action<Pod> give)
    {
        var reader = new Utf8JsonReader(json, ApiJson.Options);
        (string? version, string? next, bool hasItems) = (null, null, false);
        ApiJson.Next(ref reader);
        ApiJson.Expect(ref reader, JsonTokenType.StartObject);
        while (ApiJson.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("metadata"u8)) (version, next) = ReadMetadata(ref reader);
            else if (reader.ValueTextEquals("items"u8))
            {
                hasItems = true;
                if (!ApiJson.Enter(ref reader, JsonTokenType.StartArray)) continue;
                while (ApiJson.NextItem(ref reader))
                {
                    if (PodJson.Read(ref reader).ToPod() is { } pod) give(pod);
                }
            }
            else ApiJson.Pass(ref reader);
        }

        if (!hasItems || string.IsNullOrEmpty(version)) throw new JsonException("no list of pods");
        return new(version, string.IsNullOrEmpty(next) ? null : next);
    }

    private static (string? Version, string? Next) ReadMetadata(ref Utf8JsonReader reader)
    {
        (string? version, string? next) = (null, null);
        if (!ApiJson.Enter(ref reader, JsonTokenType.StartObject)) return default;
        while (ApiJson.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("resourceVersion"u8)) version = ApiJson.Text(ref reader);
            else if (reader.ValueTextEquals("continue"u8)) next = ApiJson.Text(ref reader);
            else ApiJson.Pass(ref reader);
        }

        return (version, next);
    }
}
