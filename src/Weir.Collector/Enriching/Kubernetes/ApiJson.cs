using System.Text.Json;

namespace Weir.Collector.Enriching.Kubernetes;

/// <summary>The steps by which the API's JSON is read, one token at a time, with no object between.</summary>
internal static class ApiJson
{
    /// <summary>Objects within objects at most. Pods have about 20 with the history of their fields; 64 is what the framework's reader has by default.</summary>
    public static JsonReaderOptions Options { get; } = new() { MaxDepth = 64 };

    /// <summary>Reads the next token, which there must be.</summary>
    public static void Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw new JsonException("it ends too early");
    }

    /// <summary>Whether there is another property: the reader is at its name then, else at the closing brace.</summary>
    public static bool NextProperty(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Whether there is another item: the reader is at its first token then, else at the closing bracket.</summary>
    public static bool NextItem(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        return reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>The token the reader is at must be this one.</summary>
    public static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (reader.TokenType != token) throw new JsonException($"{reader.TokenType} where {token} was expected");
    }

    /// <summary>Goes from a property's name into its value; <see langword="false"/> where that is null.</summary>
    public static bool Enter(ref Utf8JsonReader reader, JsonTokenType token)
    {
        Next(ref reader);
        if (reader.TokenType == JsonTokenType.Null) return false;
        Expect(ref reader, token);
        return true;
    }

    /// <summary>Goes from a property's name past its value.</summary>
    public static void Pass(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        reader.Skip();
    }

    /// <summary>Goes from a property's name to its text; <see langword="null"/> where it has none.</summary>
    public static string? Text(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader, JsonTokenType.String)) return null;
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException invalid)
        {
            throw new JsonException("a text that is not UTF-8", invalid);
        }
    }

    /// <summary>Goes from a property's name to its truth value; <see langword="false"/> where it has none.</summary>
    public static bool Flag(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        return reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False or JsonTokenType.Null => false,
            _ => throw new JsonException($"{reader.TokenType} where true or false was expected"),
        };
    }

    /// <summary>Goes from a property's name to its number; 0 where it has none.</summary>
    public static int Number(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader, JsonTokenType.Number)) return 0;
        return reader.TryGetInt32(out int number) ? number : throw new JsonException("a number beyond 32 bits");
    }
}
