using System.Text.Json;

namespace Weir.App.Operating.Attention;

/// <summary>Something that somebody should look at.</summary>
/// <param name="Kind">What it is, for programs: <c>exporter-silent</c>.</param>
/// <param name="IsLoss">Whether something is being lost; otherwise it may come to that.</param>
/// <param name="Title">What is so, in a line.</param>
/// <param name="Advice">What to do.</param>
/// <param name="Link">Where the console shows it.</param>
internal sealed record Finding(string Kind, bool IsLoss, string Title, string Advice, string Link)
{
    /// <summary>Whom or what it is of; not for viewers, whom exporters are not told to.</summary>
    public string Detail { get; init; } = "";

    /// <param name="json">Where it goes.</param>
    /// <param name="tellsWhom">Whether who asks may know the names.</param>
    public void Write(Utf8JsonWriter json, bool tellsWhom)
    {
        json.WriteStartObject();
        json.WriteString("kind", Kind);
        json.WriteString("severity", IsLoss ? "loss" : "warning");
        json.WriteString("title", Title);
        json.WriteString("detail", tellsWhom ? Detail : "");
        json.WriteString("advice", Advice);
        json.WriteString("link", Link);
        json.WriteEndObject();
    }
}
