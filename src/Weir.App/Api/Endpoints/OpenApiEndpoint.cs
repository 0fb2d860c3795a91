using System.Globalization;
using System.Text.Json;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/openapi.json</c>: the API as OpenAPI 3.1 describes it, made from the endpoints themselves.</summary>
internal static class OpenApiEndpoint
{
    private const string Token = "token";

    public static ApiEndpoint Create(Func<IReadOnlyList<ApiEndpoint>> endpoints) => new(
        $"{ApiEndpoint.Version}/openapi.json",
        Role.Viewer,
        "This description",
        [],
        call => call.WriteJsonAsync(json => Write(json, endpoints())))
    { IsAudited = false };

    private static void Write(Utf8JsonWriter json, IReadOnlyList<ApiEndpoint> endpoints)
    {
        json.WriteStartObject();
        json.WriteString("openapi", "3.1.0");
        json.WriteStartObject("info");
        json.WriteString("title", "Weir");
        json.WriteString("version", "1");
        json.WriteString("description", "Questions to an archive of network flows, and to the collector that fills it. Times are nanoseconds since 1970-01-01 UTC.");
        json.WriteEndObject();
        json.WriteStartObject("paths");
        foreach (IGrouping<string, ApiEndpoint> path in endpoints.GroupBy(static endpoint => endpoint.Path))
        {
            json.WriteStartObject(path.Key);
            foreach (ApiEndpoint endpoint in path) Write(json, endpoint);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("components");
        json.WriteStartObject("securitySchemes");
        json.WriteStartObject(Token);
        json.WriteString("type", "http");
        json.WriteString("scheme", "bearer");
        json.WriteString("description", "A token of weir token add; needed where the console asks who one is");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ApiEndpoint endpoint)
    {
        string name = endpoint.Path[(ApiEndpoint.Version.Length + 1)..].Replace('/', '-').Replace(".json", "", StringComparison.Ordinal);
        json.WriteStartObject(endpoint.Method.ToLowerInvariant());
        json.WriteString("operationId", endpoint.Method == "GET" ? name : $"{endpoint.Method.ToLowerInvariant()}-{name}");
        json.WriteString("summary", endpoint.Summary);
        json.WriteString("x-weir-role", RoleName.Of(endpoint.Role));
        json.WriteStartArray("security");
        if (endpoint.Role > Role.None)
        {
            json.WriteStartObject();
            json.WriteStartArray(Token);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("parameters");
        foreach (ApiParameter parameter in endpoint.Parameters) Write(json, parameter);
        json.WriteEndArray();
        if (endpoint.Body.Count > 0) WriteBody(json, endpoint.Body);
        WriteResponses(json, endpoint);
        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json, IReadOnlyList<ApiParameter> members)
    {
        json.WriteStartObject("requestBody");
        json.WriteStartObject("content");
        json.WriteStartObject("application/json");
        json.WriteStartObject("schema");
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (ApiParameter member in members)
        {
            json.WriteStartObject(member.Name);
            json.WriteString("description", member.Description);
            WriteSchema(json, member);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ApiParameter parameter)
    {
        json.WriteStartObject();
        json.WriteString("name", parameter.Name);
        json.WriteString("in", "query");
        json.WriteString("description", parameter.Description);
        json.WriteStartObject("schema");
        WriteSchema(json, parameter);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSchema(Utf8JsonWriter json, ApiParameter parameter)
    {
        json.WriteString("type", parameter.Range is null ? "string" : "integer");
        if (parameter.Words.Count > 0)
        {
            json.WriteStartArray("enum");
            foreach (string word in parameter.Words) json.WriteStringValue(word);
            json.WriteEndArray();
        }

        if (parameter.Range is { } range)
        {
            json.WriteNumber("minimum", range.Least);
            json.WriteNumber("maximum", range.Largest);
            json.WriteNumber("default", int.Parse(parameter.Default!, CultureInfo.InvariantCulture));
        }
        else if (parameter.Default is { } usual)
        {
            json.WriteString("default", usual);
        }
    }

    private static void WriteResponses(Utf8JsonWriter json, ApiEndpoint endpoint)
    {
        json.WriteStartObject("responses");
        json.WriteStartObject("200");
        json.WriteString("description", endpoint.Summary);
        json.WriteStartObject("content");
        json.WriteStartObject(endpoint.ContentType);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        foreach ((string status, string why) in Errors)
        {
            json.WriteStartObject(status);
            json.WriteString("description", why);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static readonly (string Status, string Why)[] Errors =
    [
        ("400", "A parameter is wrong: {\"error\": what would be right, \"start\" and \"length\": where in a filter}"),
        ("401", "Who asks has to sign in, or the token is none"),
        ("403", "The role does not suffice, or the question comes from another site"),
        ("429", "Too many questions of one caller; Retry-After says when to ask again"),
        ("500", "The archive cannot answer"),
        ("503", "Too many ask at one time"),
        ("504", "The question took too long"),
    ];
}
