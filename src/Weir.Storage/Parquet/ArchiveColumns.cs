using System.Text.Json;
using Weir.Flows.Columns;
using Weir.Storage.Posix;

namespace Weir.Storage.Parquet;

/// <summary>
/// The columns by configuration that an archive's files may have, in <c>ARCHIVE/columns.json</c>, so that whoever asks the archive knows them. Anybody
/// may have written the file: it is checked as a configuration is.
/// <code>
/// {"columns":[{"name":"app_id","element":"35632/118","type":"string"}]}
/// </code>
/// </summary>
public static class ArchiveColumns
{
    private const string FileName = "columns.json";
    private const int MaxOctets = 64 << 10; // ten times what the most columns take

    /// <summary>Reads the file; nothing where there is none.</summary>
    /// <exception cref="IOException">It cannot be read, or is not what it should be; the message is one line that names it.</exception>
    public static IReadOnlyList<ColumnDefinition> Read(string archive)
    {
        string path = Path.Combine(archive, FileName);
        if (!File.Exists(path)) return [];
        if (new FileInfo(path).Length > MaxOctets) throw new IOException($"{path} is longer than {MaxOctets} octets");
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new() { MaxDepth = 4 });
            return [.. document.RootElement.GetProperty("columns").EnumerateArray().Select(one => Definition(one) is { } definition
                ? definition
                : throw new IOException($"{path}: {one.GetRawText()} is no column"))];
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new IOException($"{path} does not list columns: {wrong.Message}", wrong);
        }
    }

    /// <summary>Writes the file anew, durable before this returns.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string archive, IReadOnlyList<ColumnDefinition> columns)
    {
        string path = Path.Combine(archive, FileName);
        string temporary = Path.Combine(archive, $".{FileName}.{Environment.ProcessId}.tmp");
        using (FileStream file = File.Create(temporary))
        using (var json = new Utf8JsonWriter(file, new() { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("columns");
            foreach (ColumnDefinition column in columns)
            {
                json.WriteStartObject();
                json.WriteString("name", column.Name);
                json.WriteString("element", column.ElementText);
                json.WriteString("type", column.TypeName);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        PosixFile.SyncFile(temporary);
        File.Move(temporary, path, overwrite: true);
        PosixFile.SyncDirectory(archive);
    }

    private static ColumnDefinition? Definition(JsonElement one) =>
        Text(one, "name") is { } name && ColumnDefinition.ProblemOf(name) is null
        && Text(one, "element") is { } element && ColumnDefinition.TryParseElement(element, out ElementBinding binding)
        && Text(one, "type") is { } type && ColumnDefinition.Types.TryGetValue(type, out LogicalType logical)
            ? new(name, binding, logical)
            : null;

    private static string? Text(JsonElement one, string property) =>
        one.ValueKind == JsonValueKind.Object && one.TryGetProperty(property, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
