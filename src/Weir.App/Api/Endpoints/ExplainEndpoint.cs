using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Questions;
using Weir.Query.Planning;
using Weir.Storage;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/series/explain</c>: how a series would be answered, as <c>weir series --explain</c>.</summary>
internal static class ExplainEndpoint
{
    public static ApiEndpoint Create(EndpointServices services) => new(
        $"{ApiEndpoint.Version}/series/explain",
        Role.Analyst,
        "How a series would be answered: from which files and sums, the SQL, and the plan of the engine; it is not answered",
        SeriesParameters.All,
        async call =>
        {
            SeriesPlan plan = SeriesParameters.Plan(call, services);
            QueryExplanation explanation = await services.Desk.AskAsync(call, (reader, stop) => reader.Explain(plan, stop));
            await call.WriteJsonAsync(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("files", explanation.Files);
                json.WriteNumber("files_in_all", explanation.FilesInAll);
                json.WriteNumber("octets", explanation.Octets);
                json.WriteStartArray("sums");
                foreach (string sums in explanation.Sums) json.WriteStringValue(sums);
                json.WriteEndArray();
                ResultJson.WriteSql(json, explanation.Statement);
                json.WriteString("engine", explanation.EnginePlan);
                json.WriteEndObject();
            });
        });
}
