using System.Text.Json;

namespace Weir.App.Operating;

/// <summary>
/// What a client asks of a running <c>weir run</c>: one line of JSON on the control socket, <c>{"command":"show flow-export","name":"lab"}</c>.
/// The answer is one line too: <c>{"result":…}</c> or <c>{"error":"…"}</c>; then the connection ends.
/// </summary>
/// <param name="Command">Which.</param>
/// <param name="Name">Of a collector, where the command takes one.</param>
/// <param name="Count">How many, where the command takes a number.</param>
internal sealed record ControlRequest(string Command, string? Name = null, int? Count = null)
{
    /// <summary>Octets of the longest request: a command and a name are a tenth of it.</summary>
    public const int MaxOctets = 1024;

    public byte[] ToLine()
    {
        using var octets = new MemoryStream();
        using (var json = new Utf8JsonWriter(octets))
        {
            json.WriteStartObject();
            json.WriteString("command", Command);
            if (Name is not null) json.WriteString("name", Name);
            if (Count is { } count) json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        octets.WriteByte((byte)'\n');
        return octets.ToArray();
    }

    /// <summary>Reads a line; <see langword="null"/> where it is no request.</summary>
    public static ControlRequest? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 2 });
            if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
            string? command = null;
            string? name = null;
            int? count = null;
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                switch (property.Name)
                {
                    case "command" when property.Value.ValueKind == JsonValueKind.String: command = property.Value.GetString(); break;
                    case "name" when property.Value.ValueKind == JsonValueKind.String: name = property.Value.GetString(); break;
                    case "count" when property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt32(out int number): count = number; break;
                    default: return null;
                }
            }

            return command is null ? null : new(command, name, count);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not UTF-16, as "\ud800".
            return null;
        }
    }
}
