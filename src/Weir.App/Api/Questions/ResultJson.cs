using System.Text.Json;
using Weir.App.Output;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Query.Sql;

namespace Weir.App.Api.Questions;

/// <summary>Answers of the archive as JSON: columns once, rows as arrays. Values are as <c>weir --format json</c> has them.</summary>
internal static class ResultJson
{
    /// <summary>A whole answer: range, columns, rows, totals, and the question as SQL.</summary>
    public static void Write(Utf8JsonWriter json, TimeRange range, QueryPlan plan, QueryResult result)
    {
        json.WriteStartObject();
        WriteRange(json, range);
        WriteColumns(json, result.Columns);
        WriteRows(json, result);
        WriteTotals(json, result.Totals);
        WriteSql(json, SqlRenderer.Rows(plan));
        json.WriteEndObject();
    }

    public static void WriteColumns(Utf8JsonWriter json, IEnumerable<ResultColumn> columns)
    {
        json.WriteStartArray("columns");
        foreach (ResultColumn column in columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("kind", KindOf(column));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteRows(Utf8JsonWriter json, QueryResult result)
    {
        json.WriteStartArray("rows");
        foreach (ResultValue[] row in result.Rows)
        {
            json.WriteStartArray();
            for (int i = 0; i < row.Length; i++) WriteValue(json, row[i], result.Columns[i]);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    public static void WriteTotals(Utf8JsonWriter json, QueryTotals totals)
    {
        json.WriteStartObject("totals");
        json.WriteNumber("flows", totals.Flows);
        json.WriteNumber("bytes", totals.Bytes);
        json.WriteNumber("packets", totals.Packets);
        json.WriteNumber("scaled", totals.Scaled);
        json.WriteNumber("unknown_rate", totals.UnknownRate);
        json.WriteEndObject();
    }

    /// <summary>From when to when, in nanoseconds since 1970; an end that was not said is null.</summary>
    public static void WriteRange(Utf8JsonWriter json, TimeRange range)
    {
        json.WriteStartObject("range");
        WriteTime(json, "since", range.SinceNs);
        WriteTime(json, "until", range.UntilNs);
        json.WriteEndObject();
    }

    /// <summary>What the archive was asked.</summary>
    public static void WriteSql(Utf8JsonWriter json, SqlStatement sql)
    {
        json.WriteStartObject("sql");
        json.WriteString("text", sql.Text);
        json.WriteStartArray("parameters");
        foreach (SqlValue value in sql.Parameters)
        {
            switch (value.Kind)
            {
                case SqlValueKind.Unsigned: json.WriteNumberValue(value.Unsigned); break;
                case SqlValueKind.Signed: json.WriteNumberValue(value.Signed); break;
                case SqlValueKind.Real: json.WriteNumberValue(value.Real); break;
                default: json.WriteStringValue(value.Text); break;
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteValue(Utf8JsonWriter json, ResultValue value, ResultColumn column)
    {
        if (value.IsNull)
        {
            json.WriteNullValue();
            return;
        }

        switch (column.Type)
        {
            case ResultType.Address: json.WriteStringValue(value.Address.ToString()); break;
            case ResultType.Prefix: json.WriteStringValue(column.PrefixText(value.Address)); break;
            case ResultType.Mac: json.WriteStringValue(value.Mac.ToString()); break;
            case ResultType.Text: json.WriteStringValue(value.Text); break;
            case ResultType.Time: json.WriteNumberValue(value.TimeNs); break;
            case ResultType.Signed or ResultType.Duration: json.WriteNumberValue(value.Signed); break;
            case ResultType.Real: json.WriteNumberValue(value.Real); break;
            case ResultType.Boolean: json.WriteBooleanValue(value.IsTrue); break;
            default: json.WriteNumberValue(value.Unsigned); break;
        }
    }

    /// <summary>How people read a column's values.</summary>
    public static string KindOf(ResultColumn column) => column.Type == ResultType.Real ? "real" : QueryReport.Column(column).Kind switch
    {
        ValueKind.Octets => "octets",
        ValueKind.Count => "count",
        ValueKind.Time => "time",
        ValueKind.Protocol => "protocol",
        ValueKind.TcpFlags => "tcp-flags",
        ValueKind.Duration => "duration",
        ValueKind.Text => column.Type switch { ResultType.Address => "address", ResultType.Prefix => "prefix", _ => "text" },
        _ => "number",
    };

    private static void WriteTime(Utf8JsonWriter json, string name, long? ns)
    {
        if (ns is { } time) json.WriteNumber(name, time);
        else json.WriteNull(name);
    }
}
