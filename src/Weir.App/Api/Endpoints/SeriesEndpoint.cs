using System.Text.Json;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Questions;
using Weir.App.Commands;
using Weir.App.Composition;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Query.Sql;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/series</c>: the largest groups over time.</summary>
internal static class SeriesEndpoint
{
    private const int DefaultGroups = 8;
    private const int MaxGroups = 50;
    private const int DefaultPoints = 200;
    private const int MaxPoints = 2000;
    private const int NanosecondsPerMillisecond = 1_000_000;

    public static ApiEndpoint Create(EndpointServices services) => new(
        $"{ApiEndpoint.Version}/series",
        Role.Viewer,
        "The largest groups over time, in buckets of a round width: their sums, what is in none of them, and all; by itself of the last hour",
        [
            new("by", "Columns and prefixes to group by, with commas: src_addr/24,dst_port; by itself only all"),
            new("measure", "What is summed") { Default = "bytes", Words = ["bytes", "packets", "flows"] },
            ApiParameter.Number("n", "Groups at most", DefaultGroups, 1, MaxGroups),
            ApiParameter.Number("points", "Buckets at most", DefaultPoints, 2, MaxPoints),
            .. RecordParameters.All,
        ],
        async call =>
        {
            TimeRange range = Bounded(services.Records.Range(call), services.Clock);
            SeriesPlan plan = RecordParameters.Planned(() => QueryPlanner.Plan(new SeriesQuery
            {
                Dimensions = QuestionTerms.Dimensions(call.Text("by") ?? "", "by"),
                Measure = QuestionTerms.Measure(call.Text("measure")!, "measure"),
                Count = call.Number("n"),
                BucketNs = BucketWidth.Of(range, call.Number("points")),
                Range = range,
                Filter = RecordParameters.Filter(call),
            }));
            SeriesResult result = await services.Desk.AskAsync(call, (reader, stop) => reader.Run(plan, stop));
            await call.WriteJsonAsync(json => Write(json, range, plan, result));
        });

    private static TimeRange Bounded(TimeRange range, TimeProvider clock)
    {
        long until = range.UntilNs ?? TimeExpression.Parse("now", clock);
        long since = range.SinceNs ?? until - TimeSpan.FromHours(1).Ticks * TimeSpan.NanosecondsPerTick;
        return since < until && since >= 0 ? new(since, until) : throw new UsageException("the range ends before it begins, or begins before 1970");
    }

    private static void Write(Utf8JsonWriter json, TimeRange range, SeriesPlan plan, SeriesResult result)
    {
        long width = plan.BucketNs!.Value;
        long first = SeriesPlan.BucketAt(range.SinceNs!.Value, width);
        // Where there is no file to read, a graph has its buckets all the same.
        ulong[] all = new ulong[BucketWidth.CountOf(range, width)];
        foreach (SeriesLine line in result.Others is { } rest ? result.Lines.Append(rest) : result.Lines) Add(line, all);
        json.WriteStartObject();
        ResultJson.WriteRange(json, range);
        json.WriteNumber("step", width / NanosecondsPerMillisecond);
        json.WriteStartArray("times");
        for (int i = 0; i < all.Length; i++) json.WriteNumberValue((first + i) * (width / NanosecondsPerMillisecond));
        json.WriteEndArray();
        ResultJson.WriteColumns(json, result.Dimensions);
        json.WriteStartArray("series");
        foreach (SeriesLine line in result.Lines) WriteGroup(json, result, line);
        json.WriteEndArray();
        WriteValues(json, "all", all);
        ulong[] others = new ulong[all.Length];
        if (result is { Others: { } left, Dimensions.Count: > 0 }) Add(left, others);
        WriteValues(json, "others", others);
        ResultJson.WriteTotals(json, result.Totals);
        ResultJson.WriteSql(json, SqlRenderer.Rows(plan.Groups));
        json.WriteEndObject();
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
