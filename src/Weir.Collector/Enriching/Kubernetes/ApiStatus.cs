using System.Text.Json;

namespace Weir.Collector.Enriching.Kubernetes;

/// <summary>What the API says of a failure (Status of meta/v1).</summary>
/// <param name="Code">The status code of HTTP; 0 where it does not say.</param>
/// <param name="Message">For people; one line, cut.</param>
internal readonly record struct ApiStatus(int Code, string? Message)
{
    private const int LongestMessage = 300;

    /// <summary>Reads an answer that may be one.</summary>
    public static ApiStatus Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, ApiJson.Options);
            ApiJson.Next(ref reader);
            return Read(ref reader);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>Reads an object of which the reader is at the brace.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ApiStatus Read(ref Utf8JsonReader reader)
    {
        (int code, string? message) = (0, null);
        ApiJson.Expect(ref reader, JsonTokenType.StartObject);
        while (ApiJson.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("code"u8)) code = ApiJson.Number(ref reader);
            else if (reader.ValueTextEquals("message"u8)) message = OneLine(ApiJson.Text(ref reader));
            else ApiJson.Pass(ref reader);
        }

        return new(code, message);
    }

    // It goes to the log.
    private static string? OneLine(string? text) =>
        text is null ? null : string.Concat(text.Take(LongestMessage).Select(static letter => char.IsControl(letter) ? ' ' : letter));
}
