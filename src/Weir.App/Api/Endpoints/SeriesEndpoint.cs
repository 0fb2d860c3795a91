using System.Text.Json;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Questions;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Query.Sql;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/series</c>: the largest groups over time.</summary>
internal static class SeriesEndpoint
{
    private const int NanosecondsPerMillisecond = 1_000_000;
    private const string Yes = "yes";

    public static ApiEndpoint Create(EndpointServices services) => new(
        $"{ApiEndpoint.Version}/series",
        Role.Viewer,
        "The largest groups over time, in buckets of a round width: their sums, what is in none of them, and all; by itself of the last hour",
        [
            .. SeriesParameters.All,
            new("reverse", "Whether to tell the other direction of the same groups beside: sources and destinations, and interfaces, exchanged") { Default = "no", Words = ["no", Yes] },
        ],
        async call =>
        {
            SeriesPlan plan = SeriesParameters.Plan(call, services);
            SeriesPlan? reverse = call.Text("reverse") == Yes ? SeriesParameters.Plan(call, services, isReverse: true) : null;
            (SeriesResult result, SeriesResult? back) = await services.Desk.AskAsync(
                call,
                (reader, stop) =>
                {
                    SeriesResult found = reader.Run(plan, stop);
                    return (found, reverse is null ? null : reader.Run(reverse with { BucketNs = found.BucketNs, Wider = [], Lines = [.. found.Lines.Select(static line => line.Group)] }, stop));
                });
            await call.WriteJsonAsync(json => Write(json, plan, result, back));
        });

    private static void Write(Utf8JsonWriter json, SeriesPlan plan, SeriesResult result, SeriesResult? back)
    {
        TimeRange range = plan.Groups.FlowTime;
        long width = result.BucketNs;
        long first = SeriesPlan.BucketAt(range.SinceNs!.Value, width);
        // Where there is no file to read, a graph has its buckets all the same.
        long count = BucketWidths.CountOf(range, width);
        json.WriteStartObject();
        ResultJson.WriteRange(json, range);
        json.WriteNumber("step", width / NanosecondsPerMillisecond);
        json.WriteStartArray("times");
        for (int i = 0; i < count; i++) json.WriteNumberValue((first + i) * (width / NanosecondsPerMillisecond));
        json.WriteEndArray();
        ResultJson.WriteColumns(json, result.Dimensions);
        WriteLines(json, result, count);
        ResultJson.WriteTotals(json, result.Totals);
        ResultJson.WriteSql(json, SqlRenderer.Rows(plan.Groups));
        if (back is not null)
        {
            json.WriteStartObject("reverse");
            ResultJson.WriteColumns(json, back.Dimensions);
            WriteLines(json, back, count);
            ResultJson.WriteTotals(json, back.Totals);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteLines(Utf8JsonWriter json, SeriesResult result, long count)
    {
        json.WriteStartArray("series");
        foreach (SeriesLine line in result.Lines) WriteGroup(json, result, line);
        json.WriteEndArray();
        ulong[] all = new ulong[count];
        foreach (SeriesLine line in result.Others is { } rest ? result.Lines.Append(rest) : result.Lines) Add(line, all);
        WriteValues(json, "all", all);
        ulong[] others = new ulong[count];
        if (result is { Others: { } left, Dimensions.Count: > 0 }) Add(left, others);
        WriteValues(json, "others", others);
    }

    private static void Add(SeriesLine line, ulong[] sums)
    {
        for (int i = 0; i < line.Values.Length && i < sums.Length; i++) sums[i] += line.Values[i].Unsigned;
    }

    private static void WriteGroup(Utf8JsonWriter json, SeriesResult result, SeriesLine line)
    {
        json.WriteStartObject();
        json.WriteStartArray("key");
        for (int i = 0; i < line.Group.Length; i++) ResultJson.WriteValue(json, line.Group[i], result.Dimensions[i]);
        json.WriteEndArray();
        json.WriteStartArray("values");
        foreach (ResultValue value in line.Values) json.WriteNumberValue(value.Unsigned);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, string name, ulong[] values)
    {
        json.WriteStartArray(name);
        foreach (ulong value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
