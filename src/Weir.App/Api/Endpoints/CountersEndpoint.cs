using System.Text.Json;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Questions;
using Weir.Query.Planning;
using Weir.Storage;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/counters</c>: the rates of exporters' interfaces by the counters that they sent, as <c>weir counters</c>.</summary>
internal static class CountersEndpoint
{
    public static ApiEndpoint Create(EndpointServices services) => new(
        $"{ApiEndpoint.Version}/counters",
        Role.Analyst,
        "The rates of exporters' interfaces, by the counters that they sent",
        [.. RecordParameters.All.Where(static parameter => parameter.Name != "filter")],
        async call =>
        {
            TimeRange range = services.Records.Range(call);
            IReadOnlyList<InterfaceRates> interfaces = await services.Desk.AskAsync(call, (reader, stop) => reader.Counters(range, null, stop));
            await call.WriteJsonAsync(json =>
            {
                json.WriteStartArray();
                foreach (InterfaceRates one in interfaces)
                {
                    json.WriteStartObject();
                    json.WriteString("exporter", one.Exporter.ToString());
                    json.WriteNumber("if_index", one.Interface);
                    if (one.Speed is { } speed) json.WriteNumber("speed", speed);
                    json.WriteNumber("last", one.LastNs);
                    Write(json, "in", one.In);
                    Write(json, "out", one.Out);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
        });

    private static void Write(Utf8JsonWriter json, string name, DirectionRates rates)
    {
        json.WriteStartObject(name);
        if (rates.BitsPerSecond is { } bits) json.WriteNumber("bits_per_second", Math.Round(bits));
        if (rates.PacketsPerSecond is { } packets) json.WriteNumber("packets_per_second", Math.Round(packets));
        json.WriteNumber("discards", rates.Discards);
        json.WriteNumber("errors", rates.Errors);
        json.WriteNumber("samples", rates.Samples);
        json.WriteEndObject();
    }
}
