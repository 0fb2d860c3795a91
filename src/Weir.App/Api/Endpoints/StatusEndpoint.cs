using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Operating;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/status</c>: what runs here and what it counted.</summary>
internal static class StatusEndpoint
{
    public static ApiEndpoint Create(EndpointServices services) => new(
        $"{ApiEndpoint.Version}/status",
        Role.Viewer,
        "What runs here: version, archive, time, and all counters as weir show statistics has them; a viewer is told what runs, and no more",
        [],
        call => call.WriteJsonAsync(json =>
        {
            DateTimeOffset now = services.Clock.GetUtcNow();
            OperatingStatus? status = services.Source.Status?.Invoke();
            json.WriteStartObject();
            json.WriteString("version", typeof(StatusEndpoint).Assembly.GetName().Version?.ToString(3));
            json.WriteNumber("now", now.ToUnixTimeMilliseconds());
            json.WriteString("archive", !call.Caller.IsSanitised && services.Source.Archive() is { } archive ? Path.GetFullPath(archive) : null);
            json.WriteBoolean("collecting", status?.Collecting is not null);
            json.WriteBoolean("exporting", status?.Collectors is not null);
            json.WriteStartObject("console");
            json.WriteNumber("max-questions", services.Options.MaxQuestions);
            json.WriteNumber("question-timeout-seconds", services.Options.QuestionTimeout.TotalSeconds);
            json.WriteEndObject();
            if (status is not null && !call.Caller.IsSanitised)
            {
                json.WritePropertyName("statistics");
                StatusJson.WriteStatistics(status, now, json);
                json.WritePropertyName("metered-interfaces");
                StatusJson.WriteInterfaces(status, json);
            }

            json.WriteEndObject();
        }))
    { IsAudited = false };
}
