using System.Text.Json;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Questions;
using Weir.App.Composition;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Query.Sql;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/matrix</c>: a measure of two dimensions crosswise, as <c>weir matrix</c>.</summary>
internal static class MatrixEndpoint
{
    private const int DefaultRows = 10;
    private const int DefaultColumns = 10;
    private const int Most = 100;

    public static ApiEndpoint Create(EndpointServices services) => new(
        $"{ApiEndpoint.Version}/matrix",
        Role.Viewer,
        "A measure of two dimensions crosswise: the largest groups of each, and a last row and column for all others",
        [
            new("rows", "What rows are of: columns and prefixes, with commas") { Default = FlowColumns.SrcAddr.Name },
            new("across", "What columns are of: columns and prefixes, with commas") { Default = FlowColumns.DstPort.Name },
            new("measure", "What is summed") { Default = "bytes", Words = ["bytes", "packets", "flows"] },
            ApiParameter.Number("n", "Rows at most", DefaultRows, 1, Most),
            ApiParameter.Number("width", "Columns at most", DefaultColumns, 1, Most),
            .. RecordParameters.All,
        ],
        async call =>
        {
            var query = new TopQuery
            {
                Dimensions = QuestionTerms.Dimensions(call.Text("rows")!, "rows"),
                Measures = [QuestionTerms.Measure(call.Text("measure")!, "measure")],
                Count = call.Number("n"),
                Range = services.Records.Range(call),
                Filter = RecordParameters.Filter(call),
            };
            MatrixPlan plan = RecordParameters.Planned(() => QueryPlanner.Plan(query, QuestionTerms.Dimensions(call.Text("across")!, "across"), call.Number("width")));
            MatrixResult result = await services.Desk.AskAsync(call, (reader, stop) => reader.Run(plan, stop));
            await call.WriteJsonAsync(json => Write(json, query.Range, plan, result));
        });

    private static void Write(Utf8JsonWriter json, TimeRange range, MatrixPlan plan, MatrixResult result)
    {
        json.WriteStartObject();
        ResultJson.WriteRange(json, range);
        WriteAxis(json, "rows", result.RowDimensions, result.Rows);
        WriteAxis(json, "across", result.ColumnDimensions, result.Columns);
        // A row for each group and one for the others; where nothing is, null.
        json.WriteStartArray("cells");
        for (int row = 0; row <= result.Rows.Count; row++)
        {
            json.WriteStartArray();
            for (int column = 0; column <= result.Columns.Count; column++) ResultJson.WriteValue(json, result.Cells[row, column], new(result.Measure));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        ResultJson.WriteTotals(json, result.Totals);
        ResultJson.WriteSql(json, SqlRenderer.Rows(plan.Rows));
        json.WriteEndObject();
    }

    private static void WriteAxis(Utf8JsonWriter json, string name, IReadOnlyList<ResultColumn> columns, IReadOnlyList<ResultValue[]> groups)
    {
        json.WriteStartObject(name);
        ResultJson.WriteColumns(json, columns);
        json.WriteStartArray("groups");
        foreach (ResultValue[] group in groups)
        {
            json.WriteStartArray();
            for (int i = 0; i < group.Length; i++) ResultJson.WriteValue(json, group[i], columns[i]);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
