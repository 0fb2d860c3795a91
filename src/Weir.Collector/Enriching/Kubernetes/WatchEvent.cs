using System.Text.Json;

namespace Weir.Collector.Enriching.Kubernetes;

/// <summary>What happened to a pod: a line of a watch (WatchEvent of meta/v1).</summary>
internal enum WatchEventKind
{
    /// <summary>One this program does not know.</summary>
    Unknown,

    /// <summary>The pod is there (ADDED), or has changed (MODIFIED).</summary>
    Present,

    /// <summary>DELETED.</summary>
    Deleted,

    /// <summary>BOOKMARK: nothing happened up to this version.</summary>
    Bookmark,

    /// <summary>ERROR: the object is a Status.</summary>
    Error,
}

/// <summary>One event.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Pod">To whom.</param>
/// <param name="ResourceVersion">Where a watch goes on from.</param>
/// <param name="Status">Of an error: which.</param>
internal readonly record struct WatchEvent(WatchEventKind Kind, Pod? Pod, string? ResourceVersion, ApiStatus Status)
{
    /// <summary>Reads a line.</summary>
    /// <exception cref="JsonException">It is not JSON, or no event.</exception>
    public static WatchEvent Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, ApiJson.Options);
        var kind = WatchEventKind.Unknown;
        bool hasType = false;
        // The object is read when its type is known, for an error is another kind of object.
        (int objectAt, int objectEnd) = (-1, -1);
        ApiJson.Next(ref reader);
        ApiJson.Expect(ref reader, JsonTokenType.StartObject);
        while (ApiJson.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
            {
                kind = KindOf(ApiJson.Text(ref reader));
                hasType = true;
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                ApiJson.Next(ref reader);
                objectAt = (int)reader.TokenStartIndex;
                reader.Skip();
                objectEnd = (int)reader.BytesConsumed;
            }
            else ApiJson.Pass(ref reader);
        }

        if (!hasType || objectAt < 0 || reader.Read()) throw new JsonException("no event");
        var content = new Utf8JsonReader(json[objectAt..objectEnd], ApiJson.Options);
        ApiJson.Next(ref content);
        if (kind == WatchEventKind.Error) return new(kind, null, null, ApiStatus.Read(ref content));
        PodJson pod = PodJson.Read(ref content);
        return new(kind, kind is WatchEventKind.Present or WatchEventKind.Deleted ? pod.ToPod() ?? throw new JsonException("a pod without name or UID") : null, pod.ResourceVersion, default);
    }

    private static WatchEventKind KindOf(string? type) => type switch
    {
        "ADDED" or "MODIFIED" => WatchEventKind.Present,
        "DELETED" => WatchEventKind.Deleted,
        "BOOKMARK" => WatchEventKind.Bookmark,
        "ERROR" => WatchEventKind.Error,
        _ => WatchEventKind.Unknown,
    };
}
