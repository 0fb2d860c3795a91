using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using Weir.Wire.Primitives;

namespace Weir.App.Output;

/// <summary>Writes a report in the format asked for.</summary>
internal static class ReportWriter
{
    /// <summary>Wider than any line, so that nothing is folded.</summary>
    private const int Unlimited = 100_000;

    /// <summary>Characters that are written together: a few system calls for each megabyte, and little memory.</summary>
    private const int ManyCharacters = 32 * 1024;

    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Write(Report report, OutputFormat format, TextWriter output)
    {
        switch (format)
        {
            case OutputFormat.Json:
                WriteJson(report, output, lines: false);
                break;
            case OutputFormat.Ndjson:
                WriteJson(report, output, lines: true);
                break;
            case OutputFormat.Csv:
                WriteCsv(report, output);
                break;
            default:
                WriteTable(report, output);
                break;
        }

        output.Flush();
    }

    private static void WriteJson(Report report, TextWriter output, bool lines)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer, JsonOptions);
        var text = new StringBuilder();
        bool first = true;
        foreach (object?[] row in report.Rows)
        {
            json.WriteStartObject();
            for (int i = 0; i < row.Length; i++)
            {
                json.WritePropertyName(report.Columns[i].Name);
                WriteJsonValue(json, row[i]);
            }

            json.WriteEndObject();
            json.Flush();
            if (!lines) text.Append(first ? "[\n  " : ",\n  ");
            text.Append(Encoding.UTF8.GetString(buffer.WrittenSpan));
            if (lines) text.Append('\n');
            first = false;
            buffer.ResetWrittenCount();
            json.Reset();
            PassOn(text, output, ManyCharacters);
        }

        if (!lines) text.Append(first ? "[]\n" : "\n]\n");
        PassOn(text, output);
    }

    private static void WriteJsonValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case byte or ushort or uint or int or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case UInt128 or Int128:
                json.WriteRawValue(Convert.ToString(value, CultureInfo.InvariantCulture)!);
                break;
            default:
                json.WriteStringValue(Plain(value));
                break;
        }
    }

    private static void WriteCsv(Report report, TextWriter output)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', report.Columns.Select(static column => column.Name)).Append('\n');
        foreach (object?[] row in report.Rows)
        {
            text.AppendJoin(',', row.Select(static value => Quoted(value is null ? "" : Plain(value)))).Append('\n');
            PassOn(text, output, ManyCharacters);
        }

        PassOn(text, output);
    }

    // A console passes on at once whatever it is given: a row at a time, that costs more than writing the rows.
    private static void PassOn(StringBuilder text, TextWriter output, int least = 0)
    {
        if (text.Length < least) return;
        output.Write(text.ToString());
        text.Clear();
    }

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static string Plain(object value) => value switch
    {
        IpAddress address => address.ToString(),
        MacAddress address => address.ToString(),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static void WriteTable(Report report, TextWriter output)
    {
        string[] heads = [.. report.Columns.Select(static column => column.Name)];
        bool[] isRight = new bool[heads.Length];
        for (int column = 0; column < heads.Length; column++) isRight[column] = report.Columns[column].Kind is not (ValueKind.Text or ValueKind.Time or ValueKind.Share or ValueKind.Protocol);
        List<string[]> rows = [];
        foreach (object?[] row in report.Rows)
        {
            var texts = new string[row.Length];
            for (int column = 0; column < row.Length; column++) texts[column] = ValueText.Of(row[column], report.Columns[column].Kind);
            rows.Add(texts);
        }

        if (report.LastIsProse || !PlainTable.TryWrite(heads, isRight, rows, report.Totals, output)) WriteAnyTable(heads, isRight, rows, report, output);
        if (report.Footnote is { } footnote) output.Write(footnote + "\n");
    }

    /// <summary>A table of any texts.</summary>
    internal static void WriteAnyTable(string[] heads, bool[] isRight, IEnumerable<string[]> rows, Report report, TextWriter output)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!report.LastIsProse || Console.IsOutputRedirected) console.Profile.Width = Unlimited;
        var table = new Table { Border = TableBorder.Simple, ShowFooters = report.Totals is not null };
        for (int column = 0; column < heads.Length; column++)
        {
            var shown = new TableColumn(Markup.Escape(heads[column])) { NoWrap = !report.LastIsProse || column < heads.Length - 1 };
            if (isRight[column]) shown.RightAligned();
            if (report.Totals is { } totals) shown.Footer(Markup.Escape(totals[column]));
            table.AddColumn(shown);
        }

        foreach (string[] row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        console.Write(table);
    }
}
