using System.Globalization;
using System.Text.Json;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Questions;
using Weir.Flows.Columns;
using Weir.Query.Results;
using Weir.Query.Sql;
using Weir.Query.Syntax;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/fields</c>: the columns there are, as <c>weir fields</c>, and the names of protocols.</summary>
internal static class FieldsEndpoint
{
    public static ApiEndpoint Create() => new(
        $"{ApiEndpoint.Version}/fields",
        Role.Viewer,
        "The columns: name, kind, role, words of the filter language, meaning; and the names of IP protocols",
        [],
        static call => call.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("columns");
            foreach (FlowColumn column in FlowColumns.All)
            {
                if (!call.Caller.IsSanitised || !CoarseColumns.Hides(column)) Write(json, column);
            }

            json.WriteEndArray();
            json.WriteStartObject("protocols");
            foreach (string name in ProtocolNames.All)
            {
                if (ProtocolNames.TryFind(name, out byte number)) json.WriteString(number.ToString(CultureInfo.InvariantCulture), name);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }))
    { IsAudited = false };

    private static void Write(Utf8JsonWriter json, FlowColumn column)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteString("kind", ResultJson.KindOf(new ResultColumn(column)));
        json.WriteString("role", column.Role == ColumnRole.Measure ? "measure" : "dimension");
        json.WriteString("words", column.FilterWords);
        json.WriteString("description", column.Description);
        json.WriteString("absent", column.NullMeaning);
        json.WriteEndObject();
    }
}
