using System.Text;
using System.Text.Json;
using Weir.App.Output;

namespace Weir.App.Shell;

/// <summary>Answers as text.</summary>
internal static class AnswerText
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Indented JSON; lines of text as an array of strings.</summary>
    public static string Json(Answer answer)
    {
        using var octets = new MemoryStream();
        using (var json = new Utf8JsonWriter(octets, Indented))
        {
            if (answer is { IsSingle: true, Rows: [var single] }) single.WriteTo(json);
            else
            {
                json.WriteStartArray();
                foreach (JsonElement row in answer.Rows ?? []) row.WriteTo(json);
                if (answer.Rows is null) foreach (string line in answer.Lines) json.WriteStringValue(line);
                json.WriteEndArray();
            }
        }

        return Encoding.UTF8.GetString(octets.ToArray());
    }

    /// <summary>A table whose columns are the keys of the rows in the order they come; what lies deeper has its path as key.</summary>
    /// <param name="answer">The rows.</param>
    /// <param name="only">The columns there are to be; <see langword="null"/> for all.</param>
    public static string Table(Answer answer, IReadOnlyList<string>? only = null)
    {
        if (answer.Rows is not { } rows) return string.Join('\n', answer.Lines);
        List<string> columns = [];
        List<Dictionary<string, object?>> cells = [];
        // Rows of another kind are shown whole.
        if (only is not null && !rows.Any(row => row.ValueKind == JsonValueKind.Object && row.TryGetProperty(only[0], out _))) only = null;
        if (only is not null) columns.AddRange(only);
        foreach (JsonElement row in rows)
        {
            Dictionary<string, object?> values = [];
            Flatten(row, "", values);
            foreach (string key in values.Keys.Where(key => !columns.Contains(key) && only is null)) columns.Add(key);
            cells.Add(values);
        }

        using var text = new StringWriter();
        var report = new Report(
            [.. columns.Select(static name => new ReportColumn(name, ValueKind.Text))], cells.Select(values => columns.Select(name => values.GetValueOrDefault(name)).ToArray()));
        ReportWriter.Write(report, OutputFormat.Table, text);
        return text.ToString();
    }

    /// <summary>As it is shown where no pipe says otherwise.</summary>
    public static string Shown(Answer answer) => answer.Rows is null ? string.Join('\n', answer.Lines) : Json(answer);

    private static void Flatten(JsonElement value, string path, Dictionary<string, object?> into)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in value.EnumerateObject()) Flatten(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", into);
            return;
        }

        into[path.Length == 0 ? "value" : path] = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null => null,
            _ => value.GetRawText(),
        };
    }
}
