using System.Text.Json;

namespace Weir.App.Api.Indicators;

/// <summary>How well one thing goes, and how well it should: a service level indicator with its objective.</summary>
/// <param name="Name">Its name: <c>export_success</c>.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Meaning">What it measures, in a line.</param>
/// <param name="Unit">What its numbers are: ratio, seconds, segments, days.</param>
/// <param name="Target">What it should be.</param>
/// <param name="IsLimit">Whether more than the target is too much; otherwise less is too little.</param>
internal sealed record Indicator(string Name, string Title, string Meaning, string Unit, double Target, bool IsLimit)
{
    /// <summary>What it is; <see langword="null"/> where nothing can be measured.</summary>
    public double? Value { get; init; }

    /// <summary>What the value is of, or why there is none.</summary>
    public string Note { get; init; } = "";

    /// <summary>met, missed or unknown.</summary>
    public string State => Value is not { } value ? "unknown" : (IsLimit ? value <= Target : value >= Target) ? "met" : "missed";

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WriteString("title", Title);
        json.WriteString("meaning", Meaning);
        json.WriteString("unit", Unit);
        if (Value is { } value) json.WriteNumber("value", Math.Round(value, 6));
        else json.WriteNull("value");
        json.WriteNumber("target", Target);
        json.WriteString("wanted", IsLimit ? "at-most" : "at-least");
        json.WriteString("state", State);
        json.WriteString("note", Note);
        json.WriteEndObject();
    }
}
