using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Questions;
using Weir.App.Composition;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/flows</c>: the records themselves, newest first, as <c>weir flows</c>.</summary>
internal static class FlowsEndpoint
{
    private const string Upwards = "up";
    private const int DefaultRows = 100;
    private const int MaxRows = 10_000;

    public static ApiEndpoint Create(EndpointServices services) => new(
        $"{ApiEndpoint.Version}/flows",
        Role.Viewer,
        "The records themselves, newest first, and the totals of all that match",
        [
            new("columns", "Columns, with commas; by itself all"),
            new("order", "What orders them; by itself when they were received"),
            new("direction", "Whether the largest or the smallest come first") { Default = "down", Words = ["down", Upwards] },
            ApiParameter.Number("n", "Records at most", DefaultRows, 1, MaxRows),
            .. RecordParameters.All,
        ],
        async call =>
        {
            var query = new FlowsQuery
            {
                Columns = QuestionTerms.Dimensions(call.Text("columns") ?? "", "columns"),
                OrderBy = call.Text("order") is { } order ? QuestionTerms.Dimension(order, "order") : null,
                Ascending = call.Text("direction") == Upwards,
                Count = call.Number("n"),
                Range = services.Records.Range(call),
                Filter = RecordParameters.Filter(call),
            };
            QueryPlan plan = RecordParameters.Planned(() => QueryPlanner.Plan(query));
            QueryResult result = await services.Desk.AskAsync(call, (reader, stop) => reader.Run(plan, stop));
            await call.WriteJsonAsync(json => ResultJson.Write(json, query.Range, plan, result));
        });
}
