using System.Text.Json;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Api.Questions;
using Weir.Query.Binding;
using Weir.Query.Syntax;

namespace Weir.App.Api.Endpoints;

/// <summary><c>/filter/check</c> and <c>/filter/complete</c>: what an editor of filters asks while one types.</summary>
internal static class FilterEndpoints
{
    private const string Filter = "filter";

    /// <summary>Candidates given at most; people read no more.</summary>
    private const int MaxCandidates = 20;

    public static IReadOnlyList<ApiEndpoint> Create() =>
    [
        new(
            $"{ApiEndpoint.Version}/filter/check",
            Role.Viewer,
            "Whether a filter is one, and if not what is wrong and where; an answer either way",
            [new(Filter, "The filter")],
            static call => call.WriteJsonAsync(json => Check(json, call.Text(Filter) ?? "", RecordParameters.Library(call))))
        { IsAudited = false },
        new(
            $"{ApiEndpoint.Version}/filter/complete",
            Role.Viewer,
            "What may come where the filter is being written: the word's place, and candidates with their meaning",
            [
                new(Filter, "The filter"),
                ApiParameter.Number("at", "Place of the cursor, in characters from 0", 0, 0, FilterLimits.MaxLength),
            ],
            static call =>
            {
                string text = call.Text(Filter) ?? "";
                int at = Math.Min(call.Number("at"), text.Length);
                return call.WriteJsonAsync(json => Complete(json, text, at, RecordParameters.Library(call)));
            })
        { IsAudited = false },
    ];

    private static void Check(Utf8JsonWriter json, string filter, IFilterLibrary? library)
    {
        json.WriteStartObject();
        try
        {
            FilterBinder.Bind(filter, library);
            json.WriteBoolean("ok", true);
        }
        catch (FilterException wrong)
        {
            json.WriteBoolean("ok", false);
            json.WriteString("error", wrong.Message);
            ApiError.WriteSpan(json, wrong.Span);
        }

        json.WriteEndObject();
    }

    private static void Complete(Utf8JsonWriter json, string text, int at, IFilterLibrary? library)
    {
        FilterCompletions found = FilterCompletion.At(text, at, library);
        json.WriteStartObject();
        ApiError.WriteSpan(json, new(found.Start, at - found.Start));
        if (found.Wanted is { } wanted) json.WriteString("wanted", wanted);
        json.WriteStartArray("candidates");
        foreach (FilterCandidate candidate in found.Candidates.Take(MaxCandidates))
        {
            json.WriteStartObject();
            json.WriteString("text", candidate.Text);
            json.WriteString("kind", candidate.Kind.ToString().ToLowerInvariant());
            json.WriteString("meaning", candidate.Meaning);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
