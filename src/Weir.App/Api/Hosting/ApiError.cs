using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Weir.Query.Syntax;

namespace Weir.App.Api.Hosting;

/// <summary>Errors as the API tells them: the same line that the command line has, and where in a filter it is.</summary>
internal static class ApiError
{
    public static async Task WriteAsync(HttpContext context, int status, string reason, SourceSpan? span = null, int? retryAfterSeconds = null)
    {
        if (context.Response.HasStarted)
        {
            // What was begun cannot become an error: who reads must see that it is not whole.
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ETag = default;
        if (status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        if (retryAfterSeconds is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        using var octets = new MemoryStream();
        using (var json = new Utf8JsonWriter(octets))
        {
            json.WriteStartObject();
            json.WriteString("error", reason);
            if (span is { } where) WriteSpan(json, where);
            json.WriteEndObject();
        }

        await context.Response.Body.WriteAsync(octets.GetBuffer().AsMemory(0, (int)octets.Length), context.RequestAborted);
    }

    /// <summary>Where in a text something is, in characters from 0.</summary>
    public static void WriteSpan(Utf8JsonWriter json, SourceSpan span)
    {
        json.WriteNumber("start", span.Start);
        json.WriteNumber("length", span.Length);
    }
}
