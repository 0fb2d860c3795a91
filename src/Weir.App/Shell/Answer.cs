using System.Text.Json;

namespace Weir.App.Shell;

/// <summary>What a command answered: rows of JSON where it told any, lines of text otherwise.</summary>
/// <param name="Rows">Its rows; <see langword="null"/> where it answered in text.</param>
/// <param name="Lines">Its lines, where it answered in text.</param>
internal sealed record Answer(IReadOnlyList<JsonElement>? Rows, IReadOnlyList<string> Lines)
{
    /// <summary>Whether the rows were one object rather than a list.</summary>
    public bool IsSingle { get; init; }

    /// <summary>Takes what a command printed.</summary>
    public static Answer Of(string printed)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(printed);
            JsonElement value = document.RootElement.Clone();
            return value.ValueKind switch
            {
                JsonValueKind.Array => new([.. value.EnumerateArray()], []),
                JsonValueKind.Object => new([value], []) { IsSingle = true },
                _ => OfText(printed),
            };
        }
        catch (JsonException)
        {
            return OfText(printed);
        }
    }

    /// <summary>An answer in lines.</summary>
    public static Answer OfText(string text) => new(null, text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n'));
}
