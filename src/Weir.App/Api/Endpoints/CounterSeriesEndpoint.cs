using System.Text.Json;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Questions;
using Weir.App.Commands;
using Weir.Query.Planning;
using Weir.Storage;
using Weir.Wire.Primitives;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/counters/series</c>: how much passed an interface over time, by its counters.</summary>
internal static class CounterSeriesEndpoint
{
    private const int DefaultPoints = 200;
    private const int MaxPoints = 2000;
    private const int NanosecondsPerMillisecond = 1_000_000;

    public static ApiEndpoint Create(EndpointServices services) => new(
        $"{ApiEndpoint.Version}/counters/series",
        Role.Analyst,
        "How much passed an interface over time, by its counters, in the buckets of a series of as many points; where none was told, null",
        [
            new("exporter", "Whose interface: an address"),
            ApiParameter.Number("interface", "Its ifIndex", 0, 0, int.MaxValue),
            ApiParameter.Number("points", "Buckets at most", DefaultPoints, 2, MaxPoints),
            .. RecordParameters.All.Where(static parameter => parameter.Name != "filter"),
        ],
        async call =>
        {
            TimeRange range = SeriesParameters.Bounded(services.Records.Range(call), services.Clock);
            string text = call.Text("exporter") ?? throw new UsageException("exporter: want the address whose interface it is");
            if (!IpAddress.TryParse(text, out IpAddress exporter)) throw new UsageException($"exporter '{text}': want an address");
            long width = BucketWidths.Of(range, call.Number("points"));
            IReadOnlyList<InterfaceLoad> loads = await services.Desk.AskAsync(call, (reader, stop) => reader.CounterSeries(range, exporter, (uint)call.Number("interface"), width, stop));
            await call.WriteJsonAsync(json =>
            {
                long first = SeriesPlan.BucketAt(range.SinceNs!.Value, width);
                double?[] incoming = new double?[BucketWidths.CountOf(range, width)], outgoing = new double?[incoming.Length];
                foreach (InterfaceLoad load in loads) (incoming[load.BeginNs / width - first], outgoing[load.BeginNs / width - first]) = (load.InBitsPerSecond, load.OutBitsPerSecond);
                json.WriteStartObject();
                ResultJson.WriteRange(json, range);
                json.WriteNumber("step", width / NanosecondsPerMillisecond);
                json.WriteStartArray("times");
                for (int i = 0; i < incoming.Length; i++) json.WriteNumberValue((first + i) * (width / NanosecondsPerMillisecond));
                json.WriteEndArray();
                Write(json, "in", incoming);
                Write(json, "out", outgoing);
                json.WriteEndObject();
            });
        });

    private static void Write(Utf8JsonWriter json, string name, double?[] bitsPerSecond)
    {
        json.WriteStartArray(name);
        foreach (double? rate in bitsPerSecond)
        {
            if (rate is { } known) json.WriteNumberValue(Math.Round(known));
            else json.WriteNullValue();
        }

        json.WriteEndArray();
    }
}
