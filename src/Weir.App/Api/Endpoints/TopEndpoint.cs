using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Questions;
using Weir.App.Composition;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/top</c>: the largest by any columns, as <c>weir top</c>.</summary>
internal static class TopEndpoint
{
    private const int DefaultRows = 10;
    private const int MaxRows = 10_000;

    public static ApiEndpoint Create(EndpointServices services) => new(
        $"{ApiEndpoint.Version}/top",
        Role.Viewer,
        "The largest by any columns, and the totals of all that match",
        [
            new("by", "Columns and prefixes to group by, with commas: src_addr/24,dst_port") { Default = FlowColumns.SrcAddr.Name },
            new("measures", "What is worked out of each group, with commas: bytes,packets,flows,bps,distinct(dst_addr)") { Default = "bytes,packets,flows" },
            new("order", "The measure that orders the groups, largest first; by itself the first one"),
            ApiParameter.Number("n", "Rows at most", DefaultRows, 1, MaxRows),
            .. RecordParameters.All,
        ],
        async call =>
        {
            var query = new TopQuery
            {
                Dimensions = QuestionTerms.Dimensions(call.Text("by")!, "by"),
                Measures = QuestionTerms.Measures(call.Text("measures")!, "measures"),
                OrderBy = call.Text("order") is { } order ? QuestionTerms.Measure(order, "order") : null,
                Count = call.Number("n"),
                Range = services.Records.Range(call),
                Filter = RecordParameters.Filter(call),
            };
            QueryPlan plan = RecordParameters.Planned(() => QueryPlanner.Plan(query));
            QueryResult result = await services.Desk.AskAsync(call, (reader, stop) => reader.Run(plan, stop));
            await call.WriteJsonAsync(json => ResultJson.Write(json, query.Range, plan, result));
        });
}
